import { useEffect, useState } from 'preact/hooks';
import { mount } from '../ui/mount.ts';
import { Shell } from '../ui/shell.tsx';
import './docs.css';
import { DOCUMENTS } from './library.ts';
import { toHtml } from './render.ts';

const asked = new URLSearchParams(location.search).get('page')?.toLowerCase();
const shown = DOCUMENTS.find(({ name }) => name === asked) ?? DOCUMENTS[0];

function Docs() {
  const [html, setHtml] = useState('');
  useEffect(() => {
    void shown?.load().then((text) => setHtml(toHtml(text)));
  }, []);
  useEffect(() => {
    // The anchor exists only now that the text does.
    if (html && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [html]);
  return (
    <Shell page="docs" wide>
      <div class="docs">
        <nav class="docs-list" aria-label="Documents">
          {DOCUMENTS.map(({ name, title }) => (
            <a
              key={name}
              href={`/docs?page=${name}`}
              aria-current={name === shown?.name ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
        {/* The text is this repository's own, taken in when the pages were built. */}
        <article class="doc" data-testid="doc" dangerouslySetInnerHTML={{ __html: html }} />
      </div>
    </Shell>
  );
}

mount(<Docs />);

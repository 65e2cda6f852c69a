import type { ComponentChildren } from 'preact';
import { DOCS_URL } from './links.ts';
import { Wordmark } from './logo.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

export type PageId = 'home' | 'play' | 'help' | 'docs';

/** Header, main and footer around a page. `wide` lets a page use the whole width of a big screen. */
export function Shell(props: { page: PageId; wide?: boolean; children: ComponentChildren }) {
  return (
    <div class={`shell${props.wide ? ' shell-wide' : ''}`}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href="/" aria-current={props.page === 'home' ? 'page' : undefined}>
          <Wordmark />
        </a>
        <nav aria-label="Pages">
          <NavLink href="/play" here={props.page === 'play'} text="Play" />
          <NavLink href="/help" here={props.page === 'help'} text="Help" />
        </nav>
        <ThemeToggle />
      </header>
      <main id="main" tabIndex={-1}>
        {props.children}
      </main>
      <footer class="foot">
        <span>P2C2G: peer to cloud to gamer. Free software, MIT licence.</span>
        <a href={DOCS_URL}>Documentation</a>
      </footer>
    </div>
  );
}

function NavLink({ href, here, text }: { href: string; here: boolean; text: string }) {
  return (
    <a href={href} aria-current={here ? 'page' : undefined}>
      {text}
    </a>
  );
}

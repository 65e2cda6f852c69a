import { describe, expect, it } from 'vitest';
import { nameOf } from './library.ts';
import { slug, toHtml } from './render.ts';

describe('a document', () => {
  it('links to other documents through the page, and elsewhere as written', () => {
    expect(toHtml('[p](docs/PROTOCOL.md#frames)')).toContain('href="/docs?page=protocol#frames"');
    expect(toHtml('[d](adr/0001-scenes-are-a-package.md)')).toContain(
      'href="/docs?page=0001-scenes-are-a-package"',
    );
    expect(toHtml('[e](https://example.org/a.md)')).toContain('href="https://example.org/a.md"');
    expect(toHtml('[l](LICENSE)')).toContain('href="/docs?page=license"');
    expect(toHtml('[h](#here)')).toContain('href="#here"');
  });

  it('can be pointed into, and its tables scroll', () => {
    expect(toHtml('## Two words')).toContain('<h2 id="two-words">');
    expect(toHtml('| a |\n| - |\n| b |')).toContain('class="doc-table"');
    expect(slug('Frames, and `codes`')).toBe('frames-and-codes');
  });

  it('is named after its file', () => {
    expect(nameOf('../../docs/adr/0002-x-y.md')).toBe('0002-x-y');
    expect(nameOf('README.md')).toBe('readme');
    expect(nameOf('LICENSE')).toBe('license');
  });
});

/**
 * Markdown of ours to HTML, with links and pictures that work on the page.
 * @module
 */
import { Marked } from 'marked';
import { DOCUMENTS, nameOf, pictureUrl } from './library.ts';

const marked = new Marked({
  gfm: true,
  walkTokens: (token) => {
    if (token.type === 'link' && isOwnDocument(token.href)) token.href = onThisPage(token.href);
    if (token.type === 'image') token.href = pictureUrl(token.href) ?? token.href;
  },
  renderer: {
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>`;
    },
    table(token) {
      // Tables may be wider than a phone: they scroll, the page does not.
      const cells = (row: typeof token.header, tag: string) =>
        row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('');
      const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
      return `<div class="doc-table" tabindex="0"><table><thead><tr>${cells(token.header, 'th')}</tr></thead><tbody>${rows}</tbody></table></div>`;
    },
  },
});

const isOwnDocument = (href: string): boolean =>
  /^(?!\w+:)[^#]/.test(href) && DOCUMENTS.some(({ name }) => name === nameOf(href));

const onThisPage = (href: string): string => `/docs?page=${nameOf(href)}${/#.*$/.exec(href)?.[0] ?? ''}`;

export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-');

export const toHtml = (markdown: string): string => marked.parse(markdown, { async: false });

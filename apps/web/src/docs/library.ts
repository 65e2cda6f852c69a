/**
 * The repository's own documents, taken into the build: what a server shows is what its version's documents say.
 * @module
 */
const TEXTS = import.meta.glob<string>(
  [
    '../../../../{README,CHANGELOG,CONTRIBUTING}.md',
    '../../../../{LICENSE,NOTICE}',
    '../../../../docs/**/*.md',
  ],
  {
    query: '?raw',
    import: 'default',
  },
);
const PICTURES = import.meta.glob<string>('../../../../docs/images/*', {
  query: '?url',
  import: 'default',
  eager: true,
});

export interface Document {
  /** As in the address: `?page=protocol`. */
  readonly name: string;
  readonly title: string;
  load(): Promise<string>;
}

/** Those that come first, in the order in which they are read; the rest follows by name. */
const FIRST = ['readme', 'architecture', 'protocol', 'troubleshooting', 'benchmarks'];

/** `../docs/adr/0001-x.md`, `PROTOCOL.md#frames` and `LICENSE` → `0001-x`, `protocol`, `license`. */
export const nameOf = (path: string): string =>
  (path.split('/').at(-1) ?? '').replace(/(\.md)?(#.*)?$/i, '').toLowerCase();

export const DOCUMENTS: readonly Document[] = Object.entries(TEXTS)
  .map(([path, load]) => {
    const title = titleOf(nameOf(path));
    return { name: nameOf(path), title, load: path.endsWith('.md') ? load : () => asMarkdown(title, load) };
  })
  .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name));

export const pictureUrl = (path: string): string | undefined => {
  const file = path.split('/').at(-1);
  return Object.entries(PICTURES).find(([known]) => known.endsWith(`/${file}`))?.[1];
};

/** Plain text keeps its lines and columns. */
async function asMarkdown(title: string, load: () => Promise<string>): Promise<string> {
  return `# ${title}\n\n\`\`\`text\n${await load()}\n\`\`\`\n`;
}

function rank(name: string): number {
  return FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length;
}

function titleOf(name: string): string {
  if (name === 'readme') return 'Read me first';
  const decision = /^(\d{4})-(.*)$/.exec(name);
  if (decision) return `Decision ${Number(decision[1])}: ${decision[2]?.replaceAll('-', ' ')}`;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

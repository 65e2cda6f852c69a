/**
 * The API's description as a page: plain HTML, made on the server.
 * @module
 */

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}
/** The part of an OpenAPI document that the page shows. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly description?: string };
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths?: Readonly<Record<string, unknown>>;
}

export const STYLE = `
:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; }
body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
code { font: 0.92em ui-monospace, monospace; overflow-wrap: anywhere; }
section > article { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: 0.75rem 0; }
h3 { margin: 0; font-size: 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; font-size: 0.92rem; }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.75rem 0.2rem 0; }
p { margin: 0.3rem 0; }
`;

export function referencePage(document: ApiDocument): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
  const sections = (document.tags ?? []).map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name));
    const entries = own.map(({ method, path, operation }) => entry(method, path, operation));
    return `<section><h2>${escaped(name)}</h2><p>${escaped(description ?? '')}</p>${entries.join('')}</section>`;
  });
  const { title, description = '' } = document.info;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/api/reference.css"></head>
<body><main><h1>${escaped(title)}</h1><p>${escaped(description)}</p>
<p>For programs: <a href="/api/openapi.json">openapi.json</a></p>${sections.join('')}</main></body></html>`;
}

function entry(method: string, path: string, operation: Operation): string {
  const { summary = '', description, parameters = [] } = operation;
  const body = operation.requestBody?.content?.['application/json']?.schema;
  const fields = Object.entries(body?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'body',
    required: body?.required?.includes(name) ?? false,
    schema,
  }));
  const rows = [...parameters, ...fields].map(row);
  const table = rows.length > 0 ? `<table><tbody>${rows.join('')}</tbody></table>` : '';
  const scope = description ? `<p><small>${escaped(description)}</small></p>` : '';
  return `<article><h3><code>${method} ${escaped(path)}</code></h3><p>${escaped(summary)}</p>${scope}${table}</article>`;
}

function row({ name, in: place, required, schema }: Parameter): string {
  const must = required
    ? 'required'
    : schema?.default === undefined
      ? ''
      : `default ${JSON.stringify(schema.default)}`;
  const cells = [
    `<code>${escaped(name)}</code>`,
    escaped(place),
    escaped(kindOf(schema ?? {})),
    escaped(must),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

/** `2 to 64 characters`, `one of fast, balanced`, `list of text`. */
export function kindOf(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(kindOf).join(' or ');
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.const !== undefined) return String(schema.const);
  if (schema.type === 'array') return `list of ${kindOf(schema.items ?? {})}`;
  if (schema.type === 'string') return `text${bounds(schema.minLength, schema.maxLength, ' characters')}`;
  if (schema.type === 'integer' || schema.type === 'number')
    return `${schema.type === 'integer' ? 'whole number' : 'number'}${bounds(schema.minimum, schema.maximum, '')}`;
  return schema.type === undefined ? 'anything' : String(schema.type);
}

const bounds = (least: number | undefined, most: number | undefined, unit: string): string =>
  most === undefined ? '' : `, ${least ?? 0} to ${most}${unit}`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign]!);

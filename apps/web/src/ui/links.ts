/** Where the coordinator serves the documentation. */
export const DOCS_URL = '/docs';

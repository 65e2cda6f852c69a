import { type ComponentChild, render } from 'preact';
import './styles/index.css';

/** Puts a page in the document's `#app`. */
export function mount(page: ComponentChild): void {
  const root = document.getElementById('app');
  if (root) render(page, root);
}

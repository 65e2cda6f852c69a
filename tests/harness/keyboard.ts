/**
 * A page as someone meets it who has no mouse.
 * @module
 */
import type { Page } from 'playwright-core';

interface Stop {
  /** What the control is, as a person could find it. */
  readonly name: string;
  /** Whether an outline shows that it has the focus. */
  readonly visible: boolean;
}

const MOST_PRESSES = 80;
const MOST_ROUNDS = 10;

/** Presses Tab until it has come round; gives every stop once, in order from where the focus was. */
async function tabThrough(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  await page.evaluate(() => {
    globalThis.tabStops = new Set();
  });
  for (let press = 0; press < MOST_PRESSES; press += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(readFocus);
    if (stop === 'seen') return stops;
    if (stop !== 'none') stops.push(stop);
  }
  throw new Error(`Tab did not come round in ${MOST_PRESSES} presses`);
}

/** The stops, and all controls, of one and the same page: one that was still being built meanwhile is gone through again. */
export async function stopsAndControls(page: Page): Promise<{ stops: Stop[]; controls: string[] }> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = await controlsOf(page);
    const stops = await tabThrough(page);
    const controls = await controlsOf(page);
    if (before.join() === controls.join()) return { stops, controls };
  }
  throw new Error(`the page went on changing through ${MOST_ROUNDS} rounds of Tab`);
}

/** The names of all controls that are shown and can be used. Of a group of radio buttons the chosen one is a stop. */
function controlsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = document.querySelectorAll<HTMLInputElement>(
      'a[href], button, input, select, textarea, summary, [tabindex="0"]',
    );
    const usable = [...all].filter((element) => {
      if (element.matches(':disabled') || element.closest('[hidden], dialog:not([open])')) return false;
      return (element.type !== 'radio' || element.checked) && element.checkVisibility();
    });
    return usable.map((element) => {
      const { dataset, tagName, value } = element;
      return dataset.testid ?? `${tagName} ${element.getAttribute('href') ?? value}`;
    });
  });
}

declare global {
  /** The elements that had the focus so far. */
  var tabStops: Set<Element>;
}

/** Runs in the page. Between its last control and its first the focus is the browser's: `none`. */
function readFocus(): Stop | 'none' | 'seen' {
  const element = document.activeElement as HTMLInputElement | null;
  if (!element || element === document.body) return 'none';
  if (globalThis.tabStops.has(element)) return 'seen';
  globalThis.tabStops.add(element);
  // A box that scrolls takes the focus, so that arrow keys can move it: no control of ours.
  if (element.tabIndex < 0) return 'none';
  const marked = (candidate: Element | null) => {
    if (!candidate) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
  };
  const { dataset, tagName, value } = element;
  return {
    name: dataset.testid ?? `${tagName} ${element.getAttribute('href') ?? value}`,
    // A hidden input shows its focus on the label around it.
    visible: marked(element) || marked(element.closest('label')),
  };
}

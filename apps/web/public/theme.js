// Runs before the first paint, so that a remembered choice never flashes the other colours.
// A plain file, not an inline script: the pages' content security policy allows no inline code.
(() => {
  try {
    const theme = localStorage.getItem('p2c2g.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's preference then decides.
  }
})();

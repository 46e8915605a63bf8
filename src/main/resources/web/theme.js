// Before anything is painted: the theme that was chosen here before; without one, the system's.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('theme');
  } catch {
    // storage may be forbidden: the system's theme does
  }
  if (chosen === 'dark' || chosen === 'light') {
    document.documentElement.dataset.theme = chosen;
  }
})();

// Sets the chosen theme before the first paint. A file of its own because the content policy allows no inline script.
(function () {
  try {
    var theme = localStorage.getItem('hashmend.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    if (localStorage.getItem('hashmend.density') === 'dense') document.documentElement.dataset.density = 'dense';
  } catch (refused) {
    // Storage may be refused; the system's theme is then used.
  }
})();

// Before the first paint: the light that was chosen in this browser, else the system's.
document.documentElement.dataset.theme = localStorage.getItem('promptintel-theme') ?? 'system';

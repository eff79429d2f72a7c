// What every page has beyond its text: the choice of light, the folded navigation of small screens, the command palette.
import { Palette } from './palette.js';

const lights = ['system', 'light', 'dark'];
const theme = document.getElementById('theme');

function showLight() {
  const light = document.documentElement.dataset.theme;
  theme.textContent = `Light: ${light}`;
}

theme.addEventListener('click', () => {
  const next = lights[(lights.indexOf(document.documentElement.dataset.theme) + 1) % lights.length];
  document.documentElement.dataset.theme = next;
  localStorage.setItem('promptintel-theme', next);
  showLight();
});
showLight();
theme.hidden = false;

const pages = document.querySelector('nav.side details');
if (pages) {
  const small = matchMedia('(max-width: 56rem)');
  const fold = () => { pages.open = !small.matches; };
  small.addEventListener('change', fold);
  fold();
  new Palette([...pages.querySelectorAll('a')].map(link => ({ title: link.textContent.trim(), url: link.href, note: 'Page' })));
}

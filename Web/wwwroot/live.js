// What is typed before a page is live would be gone with the elements that its live part replaces, which asks for it.
const asTyped = ({ name, value }) => ({ name, value });
let typed = [...document.querySelectorAll('input[type=search]')].filter(field => field.value !== field.defaultValue).map(asTyped)[0];
document.addEventListener('input', event => { typed = asTyped(event.target); });
window.takeTyped = field => {
  if (typed?.name === field.name && typed.value !== field.value) {
    field.value = typed.value;
    field.focus();
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
};

// What the service drew beside the live part, as it would draw it now, with the change at that position; while it cannot be asked it stays
// as it is.
window.refreshAround = position => {
  const headers = { 'PromptIntel-Min-Position': String(position) };
  fetch(location.href, { headers }).then(answer => answer.ok ? answer.text() : Promise.reject(answer.status)).then(text => {
    const now = new DOMParser().parseFromString(text, 'text/html');
    for (const part of document.querySelectorAll('[data-fresh]')) part.replaceWith(now.getElementById(part.id) ?? part);
    document.dispatchEvent(new Event('refreshed'));
  }).catch(() => { /* A reload shows it. */ });
};

// Keeps the live part of a page connected: over a socket from the first request on, since no other way reaches the same instance of
// several.
Blazor.start({
  circuit: {
    configureSignalR: connection => {
      connection.withUrl('_blazor', { skipNegotiation: true, transport: 1 });
      const build = connection.build.bind(connection);
      connection.build = () => persisting(build());
    },
    reconnectionHandler: {
      // Another instance knows nothing of this page: it is loaded anew; drafts are kept in the browser by those who have some.
      onConnectionDown: () => loadAnew(),
      onConnectionUp: () => {},
    },
  },
});

/** The framework would leave a page dead whose first connection fails, or whose live part an instance cannot begin. */
function persisting(hub) {
  const start = hub.start.bind(hub);
  hub.start = async () => {
    for (;;) {
      try {
        await start();
        break;
      } catch (error) {
        console.info(`The page is not connected yet: ${error}`);
        await serviceAnswers();
      }
    }
    say('');
  };
  hub.on('JS.Error', () => wasLoadedAnew()
    ? say('The live part of this page has failed. Reload it; what you wrote is kept in this browser.')
    : loadAnew());
  return hub;
}

const wasLoadedAnew = () => performance.getEntriesByType('navigation')[0].type === 'reload';

async function loadAnew() {
  await serviceAnswers();
  location.reload();
}

/** Asks every second until an instance answers. */
async function serviceAnswers() {
  say('The service does not answer. The page goes on when it does; what you wrote is kept in this browser.');
  do await new Promise(resolve => setTimeout(resolve, 1000));
  while (!await fetch('/alive').then(response => response.ok, () => false));
}

function say(what) {
  document.getElementById('connection').textContent = what;
}

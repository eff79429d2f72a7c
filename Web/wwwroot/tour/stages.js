// The stages as a list of lights and a waterfall of bars.
import { byId, element, written } from './dom.js';

const signs = { pending: '○', running: '◐', succeeded: '●', failed: '✕', skipped: '–', waiting: '◆', cancelled: '✕' };
const unsettled = new Set(['pending', 'running']);

export class StageList {
  #rows = new Map();
  #stages = [];

  get count() {
    return this.#stages.length;
  }

  /** The place of a stage in the list, from 1. */
  place(id) {
    return this.#stages.findIndex(stage => stage.id === id) + 1;
  }

  /** Starts over with the workflow's stages. */
  reset(stages) {
    this.#stages = stages;
    this.#rows.clear();
    byId('scale').hidden = true;
    byId('stages').replaceChildren(...stages.map(stage => {
      const row = element('li', {},
        element('span', { className: 'dot', ariaHidden: 'true' }),
        element('strong', { text: stage.id }),
        element('span', { className: 'lane', ariaHidden: 'true' }, element('span', { className: 'bar', hidden: true })),
        element('span', { className: 'time' }),
        element('span', { className: 'what', text: stage.description ?? '' }));
      this.#rows.set(stage.id, row);
      this.mark(stage.id, 'pending');
      return row;
    }));
  }

  /** Lights one stage; without words the status is the word. */
  mark(id, status, words) {
    const row = this.#rows.get(id);
    if (!row) return;
    row.className = `stage is-${status}`;
    row.querySelector('.dot').textContent = signs[status] ?? signs.pending;
    row.querySelector('.time').replaceChildren(words === undefined
      ? status
      : element('span', {}, element('span', { className: 'unseen', text: `${status}, ` }), words));
  }

  /** Draws the bars from an execution's timeline. Events may be ahead of it: it settles stages, and unsettles none. */
  draw(stages, attempts, isEnded) {
    const whole = stages.filter(stage => stage.item_key === '');
    const times = new Map(whole.filter(stage => stage.started_at && stage.completed_at)
      .map(stage => [stage.stage, [Date.parse(stage.started_at), Date.parse(stage.completed_at)]]));
    const from = Math.min(...[...times.values()].map(([start]) => start));
    const length = Math.max(...[...times.values()].map(([, end]) => end)) - from || 1;

    for (const stage of whole) {
      if (isEnded || !unsettled.has(stage.status)) {
        this.mark(stage.stage, stage.status, stage.duration === null ? undefined : written(stage.duration));
      }
      this.#explain(stage, attempts);
      const bar = this.#rows.get(stage.stage)?.querySelector('.bar');
      if (!bar || !times.has(stage.stage)) continue;
      const [start, end] = times.get(stage.stage);
      bar.hidden = false;
      bar.style.left = `${(start - from) / length * 100}%`;
      bar.style.width = `${(end - start) / length * 100}%`;
    }

    byId('scale').hidden = times.size === 0;
    byId('scale').firstElementChild.lastElementChild.textContent = times.size === 0 ? '' : written(length / 1000);
  }

  /** Which prompt and model answered, or what went wrong. */
  #explain(stage, attempts) {
    const what = this.#rows.get(stage.stage)?.querySelector('.what');
    if (!what) return;
    const asked = attempts.filter(attempt => attempt.stage === stage.stage && attempt.prompt);
    const description = this.#stages[this.place(stage.stage) - 1].description ?? '';
    const answered = [...new Set(asked.map(attempt => `${attempt.prompt} by ${attempt.model}`))].join(', ');
    what.textContent = stage.error ? `${stage.error.detail} (${stage.error.code})` : [description, answered].filter(Boolean).join(' ');
  }
}

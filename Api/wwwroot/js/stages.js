// The stages as a list of lights and a waterfall of bars.
import { byId, element } from './dom.js';

const signs = { pending: '○', running: '◐', succeeded: '●', failed: '✕', skipped: '–', waiting: '◆' };

export class StageList {
  #list = byId('stages');
  #rows = new Map();

  /** Starts over with the workflow's stages. */
  reset(stages) {
    this.#rows.clear();
    this.#list.replaceChildren(...stages.map(stage => {
      const row = element('li', { className: 'is-pending' },
        element('span', { className: 'dot', text: signs.pending, ariaHidden: 'true' }),
        element('strong', { text: stage.id }),
        element('span', { className: 'lane' }, element('span', { className: 'bar', hidden: true })),
        element('span', { className: 'time', text: 'pending' }),
        element('span', { className: 'what', text: stage.description ?? '' }));
      this.#rows.set(stage.id, row);
      return row;
    }));
  }

  mark(id, status, text = status) {
    const row = this.#rows.get(id);
    if (!row) return;
    row.className = `is-${status}`;
    row.querySelector('.dot').textContent = signs[status] ?? signs.pending;
    row.querySelector('.time').textContent = text;
  }

  /** Draws the bars from an execution's timeline. */
  draw(stages) {
    const timed = stages.filter(stage => stage.started_at && stage.completed_at);
    const from = Math.min(...timed.map(stage => Date.parse(stage.started_at)));
    const whole = Math.max(...timed.map(stage => Date.parse(stage.completed_at))) - from || 1;
    for (const stage of stages) {
      const seconds = stage.duration;
      this.mark(stage.stage, stage.status, seconds == null ? stage.status : seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`);
      const bar = this.#rows.get(stage.stage)?.querySelector('.bar');
      if (!bar || !stage.started_at || !stage.completed_at) continue;
      bar.hidden = false;
      bar.style.left = `${(Date.parse(stage.started_at) - from) / whole * 100}%`;
      bar.style.width = `${(Date.parse(stage.completed_at) - Date.parse(stage.started_at)) / whole * 100}%`;
      if (stage.error) this.#rows.get(stage.stage).querySelector('.what').textContent = `${stage.error.code}: ${stage.error.detail}`;
    }
  }
}

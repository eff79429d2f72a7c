// Under the title: which model answers, where things are kept, what is in there.
import { get } from './api.js';
import { byId, figures } from './dom.js';

/** Shows the service's state as far as the caller may see it; true when stages may be slowed down to be watched. */
export async function showState() {
  const status = await get('api/ops/status').catch(error => {
    if (error.status !== 403) throw error;
    return null;
  });
  byId('state').replaceChildren(...figures(status === null ? [['Service', 'ready; its state is for operators']] : [
    ['Model', status.model.can_generate
      ? status.model.answers
      : `${status.model.answers}: reads, does not write. Set OPENAI_API_KEY to use a language model.`],
    ['Store', status.store],
    ['Catalog', `${status.catalog.kinds.prompt ?? 0} prompts, ${status.catalog.entries} entries`],
  ]));
  return status?.stage_delay_allowed ?? false;
}

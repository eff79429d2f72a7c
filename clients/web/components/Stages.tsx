import type { Schemas } from "@promptintel/client";

const SIGNS: Record<Schemas["StageItem"]["status"], string> = {
  pending: "·", running: "▸", succeeded: "✓", failed: "✗", skipped: "–", waiting: "?",
};

export function Stages({ stages }: { stages: Schemas["StageItem"][] }) {
  return (
    <section aria-labelledby="stages">
      <h2 id="stages">Stages</h2>
      <ol className="stages">
        {stages.map((stage) => (
          <li key={`${stage.stage}#${stage.item_key}`} data-status={stage.status}>
            <span aria-hidden="true">{SIGNS[stage.status]}</span>
            <span>
              <strong>{stage.stage}</strong> <span className="state">{stage.status}</span>
              <br />
              <small>{stage.error?.detail ?? stage.description}</small>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

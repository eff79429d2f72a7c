import type { Schemas } from "@promptintel/client";

export interface Span {
  field: string;
  start: number;
  length: number;
}

export interface Facts {
  value: Record<string, unknown>;
  spans: Span[];
  source: string;
}

/** What a run has read so far, and where: of the stage that says where it read each value, with the text of a stage before it. */
export function factsOf(stages: Schemas["StageItem"][]): Facts | null {
  let source = "";
  for (const { output } of stages) {
    const fields = (output ?? {}) as { text?: string; value?: Record<string, unknown>; source_spans?: Span[] };
    if (fields.source_spans !== undefined && fields.value !== undefined && source !== "") {
      return { value: fields.value, spans: fields.source_spans, source };
    }
    source = fields.text ?? source;
  }
  return null;
}

/** The source cut where a span begins or ends; a piece has the field that was read there. Spans that overlap count once. */
export function pieces(source: string, spans: Span[]): { text: string; field: string | null; start: number }[] {
  const cut: { text: string; field: string | null; start: number }[] = [];
  let at = 0;
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    if (span.start >= at) {
      cut.push({ text: source.slice(at, span.start), field: null, start: at });
      cut.push({ text: source.slice(span.start, span.start + span.length), field: span.field, start: span.start });
      at = span.start + span.length;
    }
  }
  return [...cut, { text: source.slice(at), field: null, start: at }];
}

import { Problem } from "@promptintel/client";

/** What a person is told of an error: what is wrong, and of a refused request with which field. */
export function messageOf(error: unknown): string {
  if (error instanceof Problem) {
    const fields = Object.entries(error.errors).map(([field, allowed]) => `${field} ${allowed.join(", ")}`);
    return [error.message, ...fields].join(" · ");
  }
  return error instanceof Error ? error.message : String(error);
}

/** `number_of_teams` as `Number of teams`. */
export function labelOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value in a cell; nothing is said as such. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) {
    return "not said";
  }
  if (Array.isArray(value)) {
    return value.map(textOf).join(", ");
  }
  return typeof value === "boolean" ? (value ? "yes" : "no") : typeof value === "object" ? JSON.stringify(value) : String(value);
}

export { PromptIntelClient, type ClientOptions, type Success } from "./client.js";
export { type StreamOptions } from "./events.js";
export { type Answer, type CallOptions, type Method, type PathOf, type Schemas } from "./operations.js";
export { isPassing, Problem, ServerAway } from "./problem.js";
export { PromptCache, type Cached, type CacheOptions, type PromptDocument, type Selector } from "./promptCache.js";

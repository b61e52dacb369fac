// SPDX-License-Identifier: Apache-2.0
// Requests to the server. `api` is typed by the contract (web-ui/api/openapi.yaml); `ask` is the
// same call for pages that bring their own types. Neither throws: no network is an answer too.
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "contract";
import { uuid7 } from "./ids";
import { csrf, sessionLost } from "./session_state";

export type Schemas = components["schemas"];

/** What the server says when it does not do something (RFC 9457). */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail?: string;
  text?: { en: string; zh: string };
  params?: Record<string, unknown> | string[];
  retryable?: boolean;
}
export type Answer<T> =
  { ok: true; data: T; etag: string | null } | { ok: false; problem: Problem };

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && csrf.value) request.headers.set("X-CSRF-Token", csrf.value);
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== "/api/v1/session") sessionLost();
  },
};
export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: "same-origin",
});
api.use(guard);

export interface Ask {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  etag?: string | null;
  /** The same key for every try of one intent, so that a repeat changes nothing. */
  key?: string;
  /** Goes out even when the page is left at once. */
  keepalive?: boolean;
}

export async function ask<T>(path: string, how: Ask = {}): Promise<Answer<T>> {
  const method = how.method ?? "GET";
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") {
    headers["X-CSRF-Token"] = csrf.value;
    headers["Idempotency-Key"] = how.key ?? newKey();
  }
  if (how.body !== undefined) headers["Content-Type"] = "application/json";
  if (how.etag) headers["If-Match"] = how.etag;
  try {
    const body = how.body === undefined ? null : JSON.stringify(how.body);
    const { keepalive = false } = how;
    const reply = await fetch(path, {
      method,
      headers,
      body,
      credentials: "same-origin",
      keepalive,
    });
    const json: unknown = reply.status === 204 ? null : await reply.json().catch(() => null);
    if (reply.ok) return { ok: true, data: json as T, etag: reply.headers.get("ETag") };
    if (reply.status === 401) sessionLost();
    return { ok: false, problem: problemOf(reply, json) };
  } catch {
    return { ok: false, problem: noNetwork };
  }
}

/** The same for an answer that is a picture; `signal` takes the question back. */
export async function askPicture(
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<Answer<{ picture: Blob; headers: Headers }>> {
  const headers = {
    Accept: "image/png",
    "Content-Type": "application/json",
    "X-CSRF-Token": csrf.value,
    "Idempotency-Key": newKey(),
  };
  try {
    const reply = await fetch(path, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      credentials: "same-origin",
      signal,
    });
    if (reply.ok)
      return {
        ok: true,
        data: { picture: await reply.blob(), headers: reply.headers },
        etag: null,
      };
    if (reply.status === 401) sessionLost();
    return { ok: false, problem: problemOf(reply, await reply.json().catch(() => null)) };
  } catch {
    return { ok: false, problem: noNetwork };
  }
}

export const noNetwork: Problem = { status: 0, code: "no_network", title: "No network" };
export function problemOf(reply: Response, json: unknown): Problem {
  const told = (json ?? {}) as Partial<Problem>;
  return {
    ...told,
    status: reply.status,
    code: told.code ?? `http_${reply.status}`,
    title: told.title ?? reply.statusText,
  };
}
export const newKey = (): string => uuid7();

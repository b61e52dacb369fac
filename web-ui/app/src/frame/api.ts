// SPDX-License-Identifier: Apache-2.0
// Requests to the server. `api` is typed by the contract (web-ui/api/openapi.yaml); `ask` is the
// same call for pages that bring their own types. Neither throws: no network is an answer too.
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "contract";
import { uuid7 } from "./ids";
import { csrf, session, sessionLost } from "./session_state";
import { isDefinite, Tries } from "./tries";

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
  /** Goes out even when the page is left at once. */
  keepalive?: boolean;
  /** No person caused it (a poll, what follows a push): the session does not go on by it (U24). */
  unattended?: boolean;
}

const tries = new Tries(uuid7);

export async function ask<T>(path: string, how: Ask = {}): Promise<Answer<T>> {
  const method = how.method ?? "GET";
  const body = how.body === undefined ? null : JSON.stringify(how.body);
  const place = `${method} ${path}`;
  const key =
    method === "GET" ? null : tries.keyFor(place, `${session.peek()?.operator.id} ${body}`);
  const answer = await send<T>(path, how, body, key);
  const { status, code } = answer.ok ? { status: 200, code: "" } : answer.problem;
  if (key && isDefinite(status, code.startsWith("http_") ? undefined : code))
    tries.settled(place, key);
  return answer;
}

async function send<T>(
  path: string,
  how: Ask,
  body: string | null,
  key: string | null,
): Promise<Answer<T>> {
  const { method = "GET", etag, keepalive = false } = how;
  const headers: Record<string, string> = { Accept: "application/json" };
  if (key) {
    headers["X-CSRF-Token"] = csrf.value;
    headers["Idempotency-Key"] = key;
  }
  if (body !== null) headers["Content-Type"] = "application/json";
  if (etag) headers["If-Match"] = etag;
  if (how.unattended) headers["X-WMS-Unattended"] = "1";
  try {
    const reply = await fetch(path, {
      method,
      headers,
      body,
      credentials: "same-origin",
      keepalive,
    });
    const text = await reply.text(); // throws when the line is cut in it
    if (!reply.ok) {
      if (reply.status === 401) sessionLost();
      return { ok: false, problem: problemOf(reply, read(text)) };
    }
    const data = text === "" ? null : (JSON.parse(text) as unknown);
    return { ok: true, data: data as T, etag: reply.headers.get("ETag") };
  } catch {
    return { ok: false, problem: noNetwork };
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
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
    "Idempotency-Key": uuid7(),
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

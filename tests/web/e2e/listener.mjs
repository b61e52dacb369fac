// SPDX-License-Identifier: Apache-2.0
// Listens in on the lines between browser and server: every answer of the API, whoever asked for
// it, is held against the contract at the end of the script.
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

/** Whole messages of HTTP/1.1 out of the bytes of one direction, in order. */
class Messages {
  held = Buffer.alloc(0);
  head = null;
  /** `without(head)`: this message has no body, whatever it says; `whole` gets each message. */
  constructor(without, whole) {
    this.without = without;
    this.whole = whole;
  }
  take(bytes) {
    if (this.over) return; // what follows a change of protocol is no HTTP
    this.held = this.held.length ? Buffer.concat([this.held, bytes]) : bytes;
    while (!this.over && (this.head ? this.takeBody() : this.takeHead()));
  }
  takeHead() {
    const end = this.held.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const [first, ...lines] = this.held.toString("latin1", 0, end).split("\r\n");
    const fields = new Map();
    for (const line of lines) {
      const colon = line.indexOf(":");
      fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    this.held = this.held.subarray(end + 4);
    this.head = { first, fields };
    return true;
  }
  takeBody() {
    const body = this.without(this.head) ? Buffer.alloc(0) : this.body();
    if (!body) return false;
    const { first, fields } = this.head;
    this.head = null;
    this.over = this.whole(first, fields, body) === "over";
    return true;
  }
  body() {
    const { fields } = this.head;
    if (fields.get("transfer-encoding") === "chunked") return this.chunks();
    const size = Number(fields.get("content-length") ?? 0);
    return this.held.length < size ? null : this.cut(size);
  }
  cut(size) {
    const piece = this.held.subarray(0, size);
    this.held = this.held.subarray(size);
    return piece;
  }
  chunks() {
    const pieces = [];
    for (let at = 0; ; ) {
      const end = this.held.indexOf("\r\n", at);
      if (end < 0) return null;
      const size = parseInt(this.held.toString("latin1", at, end), 16);
      const next = end + 2 + size + 2;
      if (this.held.length < next) return null;
      pieces.push(this.held.subarray(end + 2, end + 2 + size));
      at = next;
      if (size > 0) continue;
      this.cut(at);
      return Buffer.concat(pieces);
    }
  }
}

const plain = (fields, body) => {
  const encoding = fields.get("content-encoding");
  if (encoding === "br") return brotliDecompressSync(body);
  return encoding === "gzip" ? gunzipSync(body) : body;
};

/** All answers of one script. */
export class Listener {
  answers = [];
  unread = 0;

  /** The two directions of one connection. */
  line() {
    const asked = [];
    const questions = new Messages(
      () => false,
      (first, _fields, body) => {
        const [method, path] = first.split(" ");
        asked.push({ method, path, question: body.toString("utf8") });
      },
    );
    const status = ({ first }) => Number(first.split(" ")[1]);
    const replies = new Messages(
      (head) =>
        asked[0]?.method === "HEAD" || status(head) < 200 || [204, 304].includes(status(head)),
      (first, fields, body) => {
        const code = status({ first });
        if (code < 200 && code !== 101) return "goes on"; // no answer yet
        const one = asked.shift() ?? {};
        const answer = { status: code, content_type: fields.get("content-type") };
        this.note({ ...one, ...answer }, () => plain(fields, body));
        questions.over = code === 101;
        return code === 101 ? "over" : "goes on";
      },
    );
    return { asked: (bytes) => questions.take(bytes), answered: (bytes) => replies.take(bytes) };
  }

  /** What a page got by TLS: nobody else can read that. */
  hear(context) {
    context.on("response", async (response) => {
      const { pathname, search, protocol } = new URL(response.url());
      if (protocol !== "https:" || !pathname.startsWith("/api/")) return;
      const one = {
        method: response.request().method(),
        path: pathname + search,
        question: response.request().postData() ?? "",
        status: response.status(),
        content_type: response.headers()["content-type"],
      };
      const body = await response.body().catch(() => null);
      if (body) this.note(one, () => body);
      else this.unread += 1; // the page was gone before it had come
    });
  }

  note(answer, body) {
    if (answer.path?.startsWith("/api/"))
      this.answers.push({ ...answer, body: body().toString("utf8") });
  }

  /** Sentences about what does not keep to the contract. */
  async judge() {
    const scripts = join(process.env.WMS_SOURCE_DIR, "web-ui/app/scripts");
    const { Contract } = await import(join(scripts, "contract.mjs"));
    const contract = await Contract.load();
    const wrong = new Set(this.answers.flatMap((answer) => contract.check(answer)));
    const kinds = [...contract.seen];
    const operations = new Set(kinds.map((kind) => kind.slice(0, kind.lastIndexOf(" "))));
    console.log(
      `contract: ${this.answers.length} answers of ${operations.size} operations checked, ` +
        `${kinds.length} kinds of answer, ${wrong.size} wrong` +
        (this.unread ? `, ${this.unread} were gone unread` : ""),
    );
    if (this.answers.length === 0) wrong.add("not one answer of the API was heard");
    return [...wrong];
  }
}

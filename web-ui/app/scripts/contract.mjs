// SPDX-License-Identifier: Apache-2.0
// The contract: `lint` looks at openapi.yaml itself, `check FILE` at recorded answers (one JSON
// object a line: method, path, status, content_type, body). Other tests import Contract.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { createConfig, lint as lintDocument, BaseResolver } from "@redocly/openapi-core";
import addFormats from "ajv-formats";
import Ajv2020 from "ajv/dist/2020.js";

const here = dirname(fileURLToPath(import.meta.url));
export const contractFile = join(here, "../../api/openapi.yaml");

// What every operation may answer: not signed in, not allowed, not JSON, too often, trouble here.
const anywhere = new Set([401, 403, 415, 429, 500, 503]);
const escaped = (part) => part.replaceAll("~", "~0").replaceAll("/", "~1");

export class Contract {
  #document;
  #ajv = new Ajv2020({ strict: false, allErrors: true });
  #routes = [];
  #validators = new Map();
  /** "GET /api/v1/session 200" of every answer the contract has seen. */
  seen = new Set();

  static async load(file = contractFile) {
    const { document } = await parsed(file);
    return new Contract(document);
  }

  constructor(document) {
    this.#document = document;
    addFormats(this.#ajv);
    this.#ajv.addSchema({ ...document, $id: "contract" });
    for (const [path, operations] of Object.entries(document.paths)) {
      const pattern = path.replaceAll(/[.]/g, "\\.").replaceAll(/\{[^}]+\}/g, "[^/]+");
      this.#routes.push({ path, operations, pattern: new RegExp(`^${pattern}$`) });
    }
    // A fixed part goes before {…}.
    this.#routes.sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  }

  /** What is wrong with this answer, as sentences; none when it keeps to the contract. */
  check({ method, path, status, content_type, body }) {
    const plain = path.split("?")[0];
    const route = this.#routes.find((r) => r.pattern.test(plain));
    const name = `${method} ${plain} ${status}`;
    const verb = method === "HEAD" ? "get" : method.toLowerCase();
    const operation = route?.operations[verb];
    if (!operation) return status === 404 || status === 405 ? [] : [`${name}: not in the contract`];
    let place = `/paths/${escaped(route.path)}/${verb}/responses/${status}`;
    let answer = operation.responses[status];
    if (!answer && anywhere.has(status)) answer = { $ref: "#/components/responses/Problem" };
    if (!answer) return [`${name}: ${route.path} has no such answer`];
    if (answer.$ref) {
      place = answer.$ref.slice(1);
      answer = at(this.#document, place);
    }
    this.seen.add(`${method} ${route.path} ${status}`);
    if (!answer.content) return body ? [`${name}: a body where none is wanted`] : [];
    const type = (content_type ?? "").split(";")[0];
    if (!answer.content[type]) return [`${name}: content type ${type || "(none)"}`];
    if (!type.endsWith("json")) return [];
    return this.#validate(`${place}/content/${escaped(type)}/schema`, name, body);
  }

  #validate(place, name, body) {
    let validate = this.#validators.get(place);
    if (!validate) {
      validate = this.#ajv.compile({ $ref: `contract#${place.replaceAll("{", "%7B").replaceAll("}", "%7D")}` });
      this.#validators.set(place, validate);
    }
    let value;
    try {
      value = typeof body === "string" ? JSON.parse(body) : body;
    } catch {
      return [`${name}: no JSON`];
    }
    if (validate(value)) return [];
    return validate.errors.map((e) => `${name}: ${e.instancePath || "/"} ${e.message} ${JSON.stringify(e.params)}`);
  }
}

function at(document, pointer) {
  const parts = pointer.split("/").slice(1);
  return parts.reduce((value, part) => value[part.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

async function parsed(file) {
  const resolved = await new BaseResolver().resolveDocument(null, file, true);
  if (resolved instanceof Error) throw resolved;
  return { document: resolved.parsed };
}

async function lint() {
  const config = await createConfig({
    extends: ["recommended"],
    rules: {
      // The address is wherever it is installed.
      "no-server-example.com": "off",
      "no-empty-servers": "off",
      // Not every answer can fail for the caller's fault.
      "operation-4xx-response": "off",
      "no-unused-components": "off",
    },
  });
  const problems = await lintDocument({ ref: contractFile, config });
  for (const { severity, message, ruleId, location } of problems)
    console.error(`${severity}: ${location[0]?.pointer ?? ""}: ${message} (${ruleId})`);
  return problems.some((problem) => problem.severity === "error") ? 1 : 0;
}

async function checkRecorded(file) {
  const contract = await Contract.load();
  const wrong = new Set();
  let answers = 0;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    answers += 1;
    for (const sentence of contract.check(JSON.parse(line))) wrong.add(sentence);
  }
  for (const sentence of [...wrong].slice(0, 50)) console.error(sentence);
  console.log(`${answers} answers, ${contract.seen.size} kinds, ${wrong.size} wrong`);
  return wrong.size > 0 || answers === 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [what, file] = process.argv.slice(2);
  process.exitCode = what === "lint" ? await lint() : await checkRecorded(file);
}

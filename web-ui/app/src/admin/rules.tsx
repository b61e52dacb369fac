// SPDX-License-Identifier: Apache-2.0
// A6: the rules waves are built by are fixed for now; what they make of the orders is the preview.
import { say } from "../lead/words";

export function RulesPage() {
  return (
    <div class="page">
      <h1>{say("rules")}</h1>
      <p class="notice">{say("rules_fixed")}</p>
      <p>
        {say("rules_seen")} <a href="#/lead/waves">{say("preview")}</a>
      </p>
    </div>
  );
}

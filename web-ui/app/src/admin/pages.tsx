// SPDX-License-Identifier: Apache-2.0
// Which admin page an address means. A chunk of its own: only admins load it.
import type { Place } from "../frame/router";
import { AuditPage, EntryPage } from "./audit";
import { CarriersPage } from "./carriers";
import { DevicesPage } from "./devices";
import { ImportPage } from "./import";
import { LabelsPage } from "./labels";
import { LocationsPage } from "./locations";
import { OperatorsPage } from "./operators";
import { PrintersPage } from "./printers";
import { RulesPage } from "./rules";
import { SkusPage } from "./skus";
import { SystemPage } from "./system";

export default function AdminPages({ path, query }: Place) {
  const [page, id] = path;
  switch (page) {
    case "labels":
      return <LabelsPage />;
    case "locations":
      return <LocationsPage />;
    case "skus":
      return <SkusPage key={query.toString()} query={query} />;
    case "import":
      return <ImportPage />;
    case "carriers":
      return <CarriersPage />;
    case "rules":
      return <RulesPage />;
    case "devices":
      return <DevicesPage />;
    case "printers":
      return <PrintersPage />;
    case "audit":
      return id ? <EntryPage key={id} seq={Number(id)} /> : <AuditPage />;
    case "system":
      return <SystemPage />;
    default:
      return <OperatorsPage />;
  }
}

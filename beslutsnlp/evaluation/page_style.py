"""The style sheet of the HTML report."""

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1b1f23;
  background: #fff; margin: 0 auto; max-width: 82rem; padding: 1rem clamp(.8rem, 3vw, 2.5rem) 4rem; }
h1 { font-size: clamp(1.4rem, 4vw, 2rem); line-height: 1.2; margin: .6em 0 .3em; overflow-wrap: anywhere; }
h2 { font-size: 1.4rem; margin: 2.2em 0 .4em; border-bottom: 2px solid #1f5f8b; padding-bottom: .2em; }
h3 { font-size: 1.1rem; margin: 2em 0 .5em; }
p { max-width: 46rem; margin: .4em 0 .8em; }
a { color: #1f5f8b; }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; list-style: none; padding: 0; }
aside { border-left: 4px solid #8aa4b8; background: #f3f6f8; padding: .2rem 1rem .4rem; margin: 1rem 0; }
aside.bad { border-color: #b5412a; background: #fbefec; }
aside h2 { font-size: 1rem; border: 0; margin: .5em 0 0; padding: 0; }
aside ul { margin: .3em 0; padding-left: 1.2em; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: .6rem 0; }
table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid #e2e6e9; vertical-align: top; }
td { white-space: nowrap; }
thead th { border-bottom: 2px solid #9aa6af; vertical-align: bottom; font-weight: 600; }
th[scope=row], thead th:first-child { text-align: left; font-weight: 500; }
tbody tr:hover { background: #f6f8fa; }
.interval { color: #5c6670; font-size: .92em; font-weight: 400; }
figure { margin: .6rem 0; }
img { display: block; width: 100%; max-width: 520px; height: auto; }
.beside { display: grid; gap: 0 2rem; align-items: start; }
.beside > * { min-width: 0; }
@media (min-width: 1100px) { .beside { grid-template-columns: minmax(0, 470px) minmax(0, 1fr); } }
.beside > .scroll { max-height: 46rem; overflow-y: auto; }
.beside table { font-size: .82rem; }
.beside th, .beside td { padding: .2rem .45rem; }
.beside thead th { position: sticky; top: 0; background: #fff; }
.confusion td, .confusion th { padding: .2rem .45rem; border: 1px solid #e8ebed; text-align: center; }
.confusion th[scope=row] { text-align: left; white-space: nowrap; }
.confusion thead td { border: 0; }
.confusion thead th { vertical-align: bottom; }
.confusion thead th:first-child { text-align: center; }
.confusion thead span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
.confusion .outside { font-style: italic; color: #5c6670; }
details { border-top: 1px solid #e2e6e9; padding: .35rem 0; }
summary { cursor: pointer; font-weight: 500; }
.mistakes { padding-left: 2.2rem; font-size: .9rem; }
.mistakes li { margin: .9rem 0; overflow-wrap: anywhere; break-inside: avoid; }
.mistakes p { margin: .15rem 0; max-width: none; }
.where { color: #5c6670; }
.where b { color: #8c2f1b; font-weight: 600; margin-right: .4em; }
.source { background: #f6f8fa; padding: .35rem .6rem; white-space: pre-line; }
mark { background: #ffe08a; color: inherit; padding: 0 .1em; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .05rem .8rem; margin: .2rem 0 0; }
dt { color: #5c6670; }
dd { margin: 0; }
@media (max-width: 600px) {
  body { font-size: 15px; }
  th, td { padding: .25rem .4rem; }
  td .interval { display: block; }
  .mistakes { padding-left: 1.5rem; }
  .beside > .scroll { max-height: 30rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  nav { display: none; }
  .scroll, .beside > .scroll { overflow: visible; max-height: none; }
  .beside { display: block; }
  table { font-size: 8pt; }
  th, td { padding: .15rem .3rem; }
  .beside table { font-size: .82rem; }
.beside th, .beside td { padding: .2rem .45rem; }
.beside thead th { position: static; }
  tr, figure { break-inside: avoid; }
  h2, h3, h3 + p, summary { break-after: avoid; }
  img { max-width: 400px; }
  details::details-content { content-visibility: visible; block-size: auto; opacity: 1; }
}
"""

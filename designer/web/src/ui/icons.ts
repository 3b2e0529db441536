/** The icons: strokes of 1.6 in a square of 24. */
export const paths = {
  scenario:
    '<rect x="3" y="3" width="7" height="7" rx="2"/><rect x="14" y="14" width="7" height="7" rx="2"/><path d="M6.5 10v4a3.5 3.5 0 0 0 3.5 3.5h4"/>',
  alert:
    '<path d="M6 9a6 6 0 0 1 12 0c0 6 2.5 7.5 2.5 7.5h-17S6 15 6 9"/><path d="M10.2 20.5a2 2 0 0 0 3.600 0"/>',
  stream:
    '<path d="M3 7c3 0 3 2.500 6 2.500S12 7 15 7s3 2.500 6 2.500"/><path d="M3 14.500c3 0 3 2.500 6 2.500s3-2.500 6-2.500 3 2.500 6 2.500"/>',
  deploy:
    '<path d="M12 15V4"/><path d="m7.500 8.500 4.500-4.500 4.500 4.500"/><path d="M4 15v3.500A1.500 1.500 0 0 0 5.500 20h13a1.500 1.500 0 0 0 1.500-1.500V15"/>',
  letter: '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.500 7 8.500 6 8.500-6"/>',
  list: '<path d="M8 6h12M8 12h12M8 18h12"/><path d="M4 6h.01M4 12h.01M4 18h.01"/>',
  settings:
    '<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" r="2"/>',
  panel: '<rect x="3.500" y="4.500" width="17" height="15" rx="2"/><path d="M9 4.500v15"/>',
  search: '<circle cx="11" cy="11" r="7"/><path d="m20 20-4-4"/>',
  theme:
    '<circle cx="12" cy="12" r="8.500"/><path d="M12 3.500a8.500 8.500 0 0 0 0 17z" fill="currentColor"/>',
  help: '<circle cx="12" cy="12" r="9"/><path d="M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .9-1 1.700"/><path d="M12 17h.01"/>',
  down: '<path d="m6 9 6 6 6-6"/>',
  up: '<path d="m6 15 6-6 6 6"/>',
  left: '<path d="m15 6-6 6 6 6"/>',
  right: '<path d="m9 6 6 6-6 6"/>',
  tick: '<path d="m5 12.500 4.500 4.500L19 7.500"/>',
  cross: '<path d="m6 6 12 12M18 6 6 18"/>',
  error: '<circle cx="12" cy="12" r="9"/><path d="M12 7.500v5.500M12 16.500h.01"/>',
  warning: '<path d="M12 4 2.800 19.500h18.400z"/><path d="M12 10v4.500M12 17h.01"/>',
  more: '<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3"/>',
  external:
    '<path d="M14 4h6v6M20 4l-9 9M18 14v4.500a1.500 1.500 0 0 1-1.500 1.500h-11A1.500 1.500 0 0 1 4 18.500v-11A1.500 1.500 0 0 1 5.500 6H10"/>',
  person:
    '<circle cx="12" cy="8" r="4"/><path d="M4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500"/>',
  source:
    '<path d="M3 12h11"/><path d="m10 8 4 4-4 4"/><path d="M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4"/>',
  sum: '<path d="M17.500 7V5h-11l6 7-6 7h11v-2"/>',
  filter: '<path d="M4 5h16l-6.200 7.500V19l-3.600-2v-4.500z"/>',
  join: '<path d="M5 4v4c0 3 7 3 7 8v4"/><path d="M19 4v4c0 3-7 3-7 8"/>',
  dedup:
    '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15a1.500 1.500 0 0 1-1-1.500V6a2 2 0 0 1 2-2h7.500A1.500 1.500 0 0 1 15 5"/><path d="m12 14.500 2 2 3-3.500"/>',
  undo: '<path d="M8 5 4 9l4 4"/><path d="M4 9h10a6 6 0 0 1 0 12h-3"/>',
  redo: '<path d="m16 5 4 4-4 4"/><path d="M20 9H10a6 6 0 0 0 0 12h3"/>',
  tidy: '<path d="M12 3v18"/><rect x="5" y="5" width="14" height="5" rx="1.500"/><rect x="8" y="14" width="8" height="5" rx="1.500"/>',
  outline: '<path d="M5 5h14M9 12h10M13 19h6M5 5v14"/>',
  pin: '<path d="M9 4h6l-1 6 3 3v2H7v-2l3-3z"/><path d="M12 15v6"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.500 2"/>',
  switch: '<path d="M4 12h5"/><path d="M9 12c4 0 3-6 8-6h3M9 12c4 0 3 6 8 6h3"/><path d="M9 12h11"/>',
  braces:
    '<path d="M8 4H7a2 2 0 0 0-2 2v4l-2 2 2 2v4a2 2 0 0 0 2 2h1M16 4h1a2 2 0 0 1 2 2v4l2 2-2 2v4a2 2 0 0 1-2 2h-1"/>',
  table:
    '<rect x="3.500" y="4.500" width="17" height="15" rx="2"/><path d="M3.500 10h17M3.500 15h17M10 10v9.500"/>',
  database:
    '<ellipse cx="12" cy="6" rx="7.500" ry="3"/><path d="M4.500 6v12c0 1.700 3.400 3 7.500 3s7.500-1.300 7.500-3V6"/><path d="M4.500 12c0 1.700 3.400 3 7.500 3s7.500-1.300 7.500-3"/>',
  block: '<circle cx="12" cy="12" r="9"/><path d="m5.700 5.700 12.600 12.600"/>',
  reset: '<path d="M4.500 12a7.500 7.500 0 1 0 2.500-5.600L4 9"/><path d="M4 4v5h5"/>',
  lock: '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
  eye: '<path d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12"/><circle cx="12" cy="12" r="2.800"/>',
  minus: '<path d="M5 12h14"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  fit: '<path d="M4 9V5.500A1.500 1.500 0 0 1 5.500 4H9M15 4h3.500A1.500 1.500 0 0 1 20 5.500V9M20 15v3.500a1.500 1.500 0 0 1-1.500 1.500H15M9 20H5.500A1.500 1.500 0 0 1 4 18.500V15"/>',
  enlarge: '<path d="M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7"/>',
  back: '<path d="M10 6 4 12l6 6M4 12h16"/>',
  play: '<path d="M7 5v14l12-7z"/>',
  stop: '<rect x="6" y="6" width="12" height="12" rx="1.500"/>',
  note: '<path d="M5 4h14v11l-5 5H5z"/><path d="M19 15h-5v5"/>',
  group:
    '<rect x="3.500" y="3.500" width="17" height="17" rx="3" stroke-dasharray="3.500 2.500"/><rect x="8" y="8" width="8" height="8" rx="2"/>',
  branch:
    '<circle cx="6" cy="6" r="2.500"/><circle cx="6" cy="18" r="2.500"/><circle cx="18" cy="9" r="2.500"/><path d="M6 8.500v7M8.500 18c6 0 9.500-2 9.500-6.500"/>',
  trash: '<path d="M4 7h16M9 7V4.500h6V7M6.500 7l1 12.500h9l1-12.500"/>',
  copy: '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15a1.500 1.500 0 0 1-1-1.500V6a2 2 0 0 1 2-2h7.500A1.500 1.500 0 0 1 15 5"/>',
} as const;

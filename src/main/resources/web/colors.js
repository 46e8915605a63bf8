// The colours of style.css, for what is drawn on a canvas.

const known = new Map();
document.addEventListener('theme', () => known.clear());

/** A custom property as the colour that it is in the theme that is on. */
export function ink(name) {
  if (!known.has(name)) {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = `var(${name})`;
    known.set(name, getComputedStyle(probe).color);
    probe.remove();
  }
  return known.get(name);
}

export const TINTS = 8;
const DASHES = [undefined, [7, 4], [2, 3]];

/** Of the n-th line; every eight lines the colours come again, in another stroke. */
export const color = n => ink(`--tint-${n % TINTS}`);

export const dash = n => DASHES[Math.floor(n / TINTS) % DASHES.length];

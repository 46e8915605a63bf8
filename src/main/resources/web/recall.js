// What a person chose is kept from visit to visit, where the browser lets it.

export function recalled(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function recall(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // it then lasts as long as the page
  }
}

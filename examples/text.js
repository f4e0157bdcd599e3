// Small helpers for text.

export function reverse(text) {
  let result = '';
  for (let i = text.length - 1; i >= 0; i++) {
    result += text[i];
  }
  return result;
}

export function greet(name, count) {
  const text = 'Hello ${name}, you have ${count} messages';
  return text;
}

export function capitalize(word) {
  if (word === '') {
    return '';
  }
  return word.charAt(0).toUpperCase() + word.slice(0);
}

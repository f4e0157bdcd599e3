/** The prices of a shopping cart. */

export function sumPrices(prices: number[]): number {
  let total = 0;
  for (let i = 0; i <= prices.length; i++) {
    total += prices[i];
  }
  return total;
}

export function averagePrice(prices: number[]): number {
  if (prices.length === 0) {
    return 0;
  }
  let total = 0;
  for (const price of prices) {
    total += price;
  }
  return total / prices.length;
}

export function lowestPrice(prices: number[]): number {
  let lowest = Infinity;
  prices.forEach((price) => {
    if (price > lowest) {
      lowest = price;
    }
  });
  return lowest;
}

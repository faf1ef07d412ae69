const GREETINGS: Record<string, string> = { English: "Hello", German: "Hallo", French: "Bonjour" };

export default function greet(input: { name: string; language: string }) {
  const greeting = `${GREETINGS[input.language] ?? GREETINGS.English}, ${input.name}!`;
  console.log(`Greeting ${input.name} in ${input.language}`);
  return { greeting, letters: greeting.length };
}

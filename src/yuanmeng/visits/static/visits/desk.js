// The visit form at a desk: the server is asked while somebody types.
import { wire } from "./form.js";

const asked = async (address) => {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : {};
  } catch {
    return {};
  }
};
for (const form of document.querySelectorAll("form[data-visit]")) {
  wire(form, {
    find: async (text) => {
      if (text.length < 2) return [];
      return (await asked(`/visits/new/firms/?q=${encodeURIComponent(text)}`)).firms || [];
    },
    people: async (keys) => (await asked(`/visits/new/people/?${keys.map((key) => `firm=${key}`).join("&")}`)).people || [],
  });
}

import { PromptSearch } from "@/components/PromptSearch";

export default function Page() {
  return (
    <>
      <h1>Prompts</h1>
      <PromptSearch />
    </>
  );
}

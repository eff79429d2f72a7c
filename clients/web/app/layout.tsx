import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { KeyField } from "@/components/KeyField";

import "./globals.css";

export const metadata: Metadata = { title: "League partnerships", description: "From a questionnaire to a contract." };

// Where the Api is may differ from one start to the next.
export const dynamic = "force-dynamic";

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-api={process.env["PROMPTINTEL_API"] ?? "http://localhost:5080"}>
      <body>
        <a className="skip" href="#main">Skip to the content</a>
        <header>
          <nav aria-label="Main">
            <Link href="/">Contract</Link>
            <Link href="/prompts">Prompts</Link>
          </nav>
          <KeyField />
        </header>
        <main id="main">{children}</main>
      </body>
    </html>
  );
}

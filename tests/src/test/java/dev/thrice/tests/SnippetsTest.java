package dev.thrice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents' Java stands in the examples, which are compiled and run: the same characters but for blanks. */
class SnippetsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

    @Test
    void everyBlockStandsInAnExample() throws IOException {
        List<String> programs = new ArrayList<>();
        for (Path source : files("examples/src", ".java")) {
            programs.add(withoutBlanks(Files.readString(source)));
        }
        List<String> nowhere = new ArrayList<>();
        List<Path> documents = files("docs", ".md");
        documents.add(ROOT.resolve("README.md"));
        documents.add(ROOT.resolve("CONTRIBUTING.md"));
        for (Path document : documents) {
            nowhere.addAll(nowhere(ROOT.relativize(document).toString(), Files.readString(document), programs));
        }
        assertEquals(List.of(), nowhere);
    }

    @Test
    void aBlockThatStandsNowhereIsNamed() {
        List<String> programs =
                List.of(withoutBlanks("class A {\n    int a = 1; // one\n    int b;\n}\n"), withoutBlanks("int c;"));
        String document = """
                # Title

                ```java
                int a = 1;   // one
                    int b
                    ;
                ```

                ```sh
                java A
                ```

                ```java
                int a = 2;
                ```

                ```java
                int b; int c;
                ```
                """;
        assertEquals(
                List.of("page.md:13: int a = 2;", "page.md:17: int b; int c;"), nowhere("page.md", document, programs));
    }

    /** Else the pattern finds none. */
    @Test
    void theReadmeHasOne() throws IOException {
        assertTrue(BLOCK.matcher(Files.readString(ROOT.resolve("README.md"))).find());
    }

    private static List<String> nowhere(String name, String document, List<String> programs) {
        List<String> nowhere = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(document);
        while (blocks.find()) {
            String block = withoutBlanks(blocks.group(1));
            if (programs.stream().noneMatch(program -> program.contains(block))) {
                long line = document.substring(0, blocks.start()).lines().count() + 1;
                nowhere.add(name + ":" + line + ": "
                        + blocks.group(1).lines().findFirst().orElse(""));
            }
        }
        return nowhere;
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
            return new ArrayList<>(all.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList());
        }
    }
}

package dev.thrice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** thrice-bom has no parent that would keep it in step. */
class BillOfMaterialsTest {
    /** What nobody depends on. */
    private static final List<String> OWN_USE = List.of("bom", "jmh", "examples", "tests");

    @Test
    void itNamesEachModuleThatIsPublished() throws Exception {
        NavigableSet<String> modules = texts(pom("pom.xml"), "module");
        modules.removeAll(texts(profiles(pom("pom.xml")), "module"));
        OWN_USE.forEach(modules::remove);
        NavigableSet<String> named = new TreeSet<>();
        for (String artifact : texts(dependencies(pom("bom/pom.xml")), "artifactId")) {
            named.add(artifact.replaceFirst("^thrice-", ""));
        }
        assertEquals(modules, named);
    }

    @Test
    void itHasTheVersionAndTheAuthorsOfTheProject() throws Exception {
        for (String name : List.of("groupId", "version", "url", "connection")) {
            assertEquals(own(pom("pom.xml"), name), own(pom("bom/pom.xml"), name), name);
        }
    }

    private static Element pom(String path) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("..", path).toFile());
        return document.getDocumentElement();
    }

    private static Element profiles(Element pom) {
        return (Element) pom.getElementsByTagName("profiles").item(0);
    }

    private static Element dependencies(Element pom) {
        return (Element) pom.getElementsByTagName("dependencies").item(0);
    }

    /** The first of that name: the project's own stand before what it contains. */
    private static String own(Element pom, String name) {
        return pom.getElementsByTagName(name).item(0).getTextContent();
    }

    private static NavigableSet<String> texts(Element element, String name) {
        NodeList all = element.getElementsByTagName(name);
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> all.item(i).getTextContent())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

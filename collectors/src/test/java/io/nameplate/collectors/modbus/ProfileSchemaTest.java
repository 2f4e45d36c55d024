/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.nameplate.collectors.units.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema that editors use says the same as the reader. */
class ProfileSchemaTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode CONTENT = content();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(CONTENT);

    private static JsonNode content() {
        try {
            return MAPPER.readTree(Files.readString(Path.of("src/main/resources/profile.schema.json")));
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    static Stream<Path> profiles() throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> shipped = Files.list(Path.of("src/main/resources/profiles"))) {
            shipped.forEach(all::add);
        }
        all.add(Path.of("src/test/resources/testcases/modbus/types/config.yaml"));
        all.add(Path.of("src/test/resources/testcases/modbus/word-orders/config.yaml"));
        return all.stream().sorted();
    }

    private static List<String> problems(String yaml) {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return SCHEMA.validate(MAPPER.valueToTree(tree)).stream()
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void whatTheReaderTakesTheSchemaTakes(Path profile) throws IOException {
        assertThat(problems(Files.readString(profile))).isEmpty();
    }

    @Test
    void theSampleOfTheDocumentationIsTaken() throws IOException {
        String page = Files.readString(Path.of("../docs/inputs/modbus.md"));
        String sample = page.substring(page.indexOf("profile: my-meter"));
        assertThat(problems(sample.substring(0, sample.indexOf("```")))).isEmpty();
    }

    @Test
    void theSchemaKnowsTheKeysOfTheReaderAndNoOthers() {
        assertThat(keys(CONTENT.path("properties"))).containsExactlyElementsOf(readerKeys("a device profile"));
        assertThat(keys(items("points"))).containsExactlyElementsOf(readerKeys("a point"));
        assertThat(keys(items("texts"))).containsExactlyElementsOf(readerKeys("a text"));
        assertThat(keys(items("checks"))).containsExactlyElementsOf(readerKeys("a check"));
    }

    private static JsonNode items(String list) {
        return CONTENT.path("properties").path(list).path("items").path("properties");
    }

    private static List<String> keys(JsonNode properties) {
        List<String> keys = new ArrayList<>();
        properties.fieldNames().forEachRemaining(keys::add);
        return keys.stream().sorted().toList();
    }

    /** The reader names its keys where it meets one that is like none. */
    private static List<String> readerKeys(String what) {
        Throwable told = catchThrowable(() -> ProfileReader.read("p.yaml", """
                profile: p
                source: a test
                qqqqqqqqqqqqqq: 1
                points: [{point: a, address: 1, type: int16, unit: V, qqqqqqqqqqqqqq: 1}]
                texts: [{text: b, address: 1, length: 1, qqqqqqqqqqqqqq: 1}]
                checks: [{sum: [a], equals: a, qqqqqqqqqqqqqq: 1}]
                """));
        String begin = "in " + what + "; known keys: ";
        return told.getMessage()
                .lines()
                .filter(line -> line.contains(begin))
                .map(line -> line.substring(line.indexOf(begin) + begin.length()))
                .flatMap(list -> Arrays.stream(list.split(", ", -1)))
                .filter(key -> !key.equals("qqqqqqqqqqqqqq"))
                .sorted()
                .toList();
    }

    @Test
    void theSchemaKnowsEveryTypeUnitAndOrder() {
        assertThat(words(items("points").path("type").path("enum")))
                .containsExactlyElementsOf(Arrays.stream(RegisterType.values())
                        .filter(type -> type != RegisterType.BIT)
                        .map(type -> type.name().toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(words(items("points").path("unit").path("enum")))
                .containsExactlyElementsOf(
                        Arrays.stream(Unit.values()).map(Unit::symbol).toList());
        assertThat(words(CONTENT.path("$defs").path("word_order").path("enum")))
                .containsExactlyElementsOf(Arrays.stream(WordOrder.values())
                        .map(order -> order.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(each -> words.add(each.asText()));
        return words;
    }

    @Test
    void whatIsWrongIsSeen() {
        assertThat(problems("{profile: p, source: s, points: [{point: a, adress: 1, address: 70000, type: float31}]}"))
                .hasSize(3);
        assertThat(problems("{profile: p, source: s}")).isNotEmpty();
        assertThat(problems("{profile: p, source: s, min_gap: 35, extends: q}")).hasSize(1);
    }
}

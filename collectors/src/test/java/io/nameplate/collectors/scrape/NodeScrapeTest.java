/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.Testcases;
import io.nameplate.collectors.dcgm.ExporterText;
import io.nameplate.collectors.dcgm.ValueFault;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.collectors.prometheus.Fault;
import io.nameplate.collectors.scrape.Interpreter.Found;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NodeScrapeTest {

    private static final long AT = 1_780_272_000_000L;
    private static final NodeId NODE = Sites.node(1);
    private static final Registry SITE = Sites.small(2, 10, 10);
    private static final String WORKS =
            "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 97%s\nDCGM_FI_DEV_POWER_USAGE{gpu=\"0\"} 680.512%s\n";

    private final List<String> said = new ArrayList<>();
    private final NodeScrape scrape =
            new NodeScrape(NODE, Duration.ofMinutes(5), SITE.nodes()::containsKey, new ExporterText.Faults() {
                @Override
                public void badLine(Fault why, int line) {
                    said.add(why.label() + " line " + line);
                }

                @Override
                public void leftOut(ValueFault why, String name, double value) {
                    said.add(why.label() + " " + name + " " + value);
                }
            });

    @Test
    void howFarANodesClockIsOffIsHeardFromItsOwnExporterAndFromTheTimesOfLines() throws IOException {
        SourceClock clock = new SourceClock();
        ExporterText.Faults nobody = new ExporterText.Faults() {
            @Override
            public void badLine(Fault why, int line) {}

            @Override
            public void leftOut(ValueFault why, String name, double value) {}
        };
        NodeScrape node = new NodeScrape(NODE, Duration.ofMinutes(5), SITE.nodes()::containsKey, nobody, clock);
        String gpu = "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 41";
        Found unused = node.read(text(gpu + "\n"), Optional.empty(), AT);
        assertThat(clock.offsetSeconds(AT)).isNaN();
        String time = "node_time_seconds " + (AT / 1_000 + 7) + "\nnode_boot_time_seconds " + (AT / 1_000 - 90) + "\n";
        unused = node.read(text(gpu + "\n"), Optional.of(text(time)), AT);
        assertThat(clock.offsetSeconds(AT)).isEqualTo(((AT / 1_000 + 7) * 1_000 - AT) / 1_000.0);
        unused = node.read(text(gpu + " " + (AT - 11_000) + "\n"), Optional.empty(), AT);
        assertThat(clock.offsetSeconds(AT)).isEqualTo(-11);
        assertThat(unused.trouble()).isNull();
    }

    static Stream<Path> cases() {
        return Testcases.of("scrape");
    }

    /** What was left out first, then the trouble, then readings. */
    @ParameterizedTest
    @MethodSource("cases")
    void answersBecomeReadings(Path testcase) throws IOException {
        Optional<Fetched> boot = Files.exists(testcase.resolve("boot.txt"))
                ? Optional.of(text(Files.readString(testcase.resolve("boot.txt"))))
                : Optional.empty();
        Found found = scrape.read(text(Files.readString(testcase.resolve("input.txt"))), boot, AT);
        if (found.trouble() != null) {
            said.add(found.trouble().label() + " " + found.detail());
        }
        found.readings().forEach(reading -> said.add(Testcases.line(reading)));
        assertThat(said)
                .containsExactlyElementsOf(
                        Testcases.read(testcase, "expected.txt").lines().toList());
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void everyTroubleIsSaidAsWhatItTellsOfTheNode(Trouble trouble) {
        Found found = scrape.read(Fetched.failed(trouble, "why"), Optional.empty(), AT);
        assertThat(found.trouble()).isEqualTo(trouble);
        assertThat(found.readings()).singleElement().isInstanceOfSatisfying(Reachability.class, said -> {
            assertThat(said.node()).isEqualTo(NODE);
            assertThat(said.ts()).isEqualTo(AT);
            assertThat(said.reach()).isEqualTo(trouble.reach());
        });
    }

    /** Only what the network says of the node blames the node; our own troubles and settings do not. */
    @Test
    void onlyTheNetworkSpeaksAgainstANode() {
        assertThat(Stream.of(Trouble.values())
                        .filter(trouble -> trouble.reach() != Reach.OK && trouble.reach() != Reach.UNKNOWN))
                .containsExactlyInAnyOrder(Trouble.REFUSED, Trouble.TIMEOUT, Trouble.NO_ROUTE);
    }

    @Test
    void theSameNumbersOfAWorkingGpuForLongMeanThatTheExporterIsFrozen() {
        for (int second = 0; second < 300; second += 10) {
            assertThat(works("", second).trouble()).as("after %d s", second).isNull();
        }
        Found frozen = works("", 300);
        assertThat(frozen.trouble()).isEqualTo(Trouble.FROZEN);
        assertThat(frozen.detail()).isEqualTo("every number is the same for 300 s");
        assertThat(frozen.readings()).singleElement().isInstanceOf(Reachability.class);
        assertThat(works("1", 310).trouble()).as("one digit moves").isNull();
        assertThat(works("1", 320).trouble()).isNull();
    }

    @Test
    void anIdleGpuMayShowTheSameNumbersForEver() {
        for (int minute = 0; minute < 60; minute++) {
            Found found = scrape.read(
                    text("DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 0\nDCGM_FI_DEV_POWER_USAGE{gpu=\"0\"} 71.2\n"),
                    Optional.empty(),
                    AT + minute * 60_000L);
            assertThat(found.trouble()).isNull();
        }
    }

    @Test
    void anExportersOwnTimeThatStandsStillIsFrozenWhateverTheGpuDoes() {
        String idle = "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 0 " + AT + "\n";
        assertThat(scrape.read(text(idle), Optional.empty(), AT + 500).readings())
                .singleElement()
                .isInstanceOfSatisfying(
                        NodeReading.class,
                        node -> assertThat(node.ts())
                                .as("its own time, half a second ago")
                                .isEqualTo(AT));
        Found again = scrape.read(text(idle), Optional.empty(), AT + 10_500);
        assertThat(again.trouble()).isNull();
        assertThat(again.readings()).as("the same measurement is no second one").isEmpty();
        Found frozen = scrape.read(text(idle), Optional.empty(), AT + 300_500);
        assertThat(frozen.trouble()).isEqualTo(Trouble.FROZEN);
        assertThat(frozen.detail()).startsWith("the exporter's own time stands still");
    }

    @Test
    void anExporterWhoseClockIsOffGetsTheTimeOfReceiptAndThatIsSaid() {
        long said = AT - 90_000;
        Found found = scrape.read(text("DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 97 " + said + "\n"), Optional.empty(), AT);
        assertThat(found.readings()).singleElement().isInstanceOfSatisfying(NodeReading.class, node -> {
            assertThat(node.ts()).isEqualTo(AT);
            assertThat(node.received()).isEqualTo(AT);
            assertThat(node.flags())
                    .containsExactly(new ValueFlag(
                            ValueFlag.Of.TIME, Quality.SUSPECT, QualityReason.CLOCK_OFFSET, (double) said));
        });
    }

    @Test
    void aCountOfGpusThatCannotBeIsFlagged() {
        String count = "DCGM_FI_DEV_COUNT{gpu=\"0\"} -2\nDCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 97\n";
        assertThat(scrape.read(text(count), Optional.empty(), AT).readings())
                .singleElement()
                .isInstanceOfSatisfying(
                        NodeReading.class,
                        node -> assertThat(node.flags())
                                .containsExactly(
                                        new ValueFlag(ValueFlag.Of.GPU_COUNT, Quality.BAD, QualityReason.RANGE, -2.0)));
        assertThat(scrape.read(text(WORKS.formatted("", "")), Optional.empty(), AT + 10_000)
                        .readings())
                .as("the next answer says nothing of it")
                .singleElement()
                .isInstanceOfSatisfying(
                        NodeReading.class, node -> assertThat(node.flags()).isEmpty());
    }

    @Test
    void theBootIsAskedForOnceAMinuteAndAfterEverySilence() {
        Optional<Fetched> boot = Optional.of(text("node_boot_time_seconds 1780260000\nnode_time_seconds 1780272000\n"));
        assertThat(scrape.wantsBoot(AT)).isTrue();
        assertThat(bootId(scrape.read(text("DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 41\n"), boot, AT)))
                .isEqualTo("booted@1780260000");
        assertThat(scrape.wantsBoot(AT + 59_000)).isFalse();
        assertThat(bootId(scrape.read(text("DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 42\n"), Optional.empty(), AT + 10_000)))
                .as("it was not asked, so nothing is said")
                .isEmpty();
        assertThat(scrape.wantsBoot(AT + 60_000)).isTrue();
        scrape.read(Fetched.failed(Trouble.REFUSED, ""), Optional.empty(), AT + 20_000);
        assertThat(scrape.wantsBoot(AT + 21_000)).isTrue();
    }

    private static String bootId(Found found) {
        return ((NodeReading) found.readings().get(0)).bootId();
    }

    private Found works(String digit, int second) {
        return scrape.read(text(WORKS.formatted("", digit)), Optional.empty(), AT + second * 1_000L);
    }

    private static Fetched text(String text) {
        return Fetched.of(text.getBytes(StandardCharsets.UTF_8), "text/plain; version=0.0.4");
    }
}

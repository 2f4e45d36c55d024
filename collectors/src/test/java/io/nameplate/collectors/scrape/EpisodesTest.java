/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.dcgm.ExporterText;
import io.nameplate.collectors.dcgm.ValueFault;
import io.nameplate.collectors.inventory.Play;
import io.nameplate.collectors.prometheus.Fault;
import io.nameplate.model.language.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** XID episodes from what exporters show, over restarts of the exporter, the collector and the node. */
class EpisodesTest {

    private static final NodeId NODE = Sites.node(1);
    private static final long FIRST_BOOT = Play.T0 - 10_000;

    private final Play play = new Play(Sites.small(1, 10, 10)).begin(0);
    private NodeScrape scrape = begun();

    private static NodeScrape begun() {
        return new NodeScrape(NODE, Duration.ofMinutes(5), node -> false, new ExporterText.Faults() {
            @Override
            public void badLine(Fault why, int line) {
                throw new AssertionError(why + " in line " + line);
            }

            @Override
            public void leftOut(ValueFault why, String name, double value) {
                throw new AssertionError(why + " " + name + " " + value);
            }
        });
    }

    /** What the exporter shows; the second GPU is always well and at work. */
    private void shows(int second, int util, String xid, String recovery, long bootTime) {
        String text = """
                DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="g0",hostname="n001"} %d
                DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="g1",hostname="n001"} 97
                DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="g0",hostname="n001"} %d.5
                """.formatted(util, 300 + second)
                + line("DCGM_FI_DEV_XID_ERRORS", xid)
                + line("DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION", recovery);
        String boot = "node_boot_time_seconds " + bootTime + "\nnode_time_seconds " + (Play.T0 + second) + "\n";
        answer(Fetched.of(bytes(text), "text/plain"), Optional.of(Fetched.of(bytes(boot), "text/plain")), second);
    }

    /** What an exporter shows of a node that does not say when it booted: the energy of both GPUs under a name, and a driver's version. */
    private void uses(int second, String xid, String name, long first, long other, String driver) {
        String label = driver.isEmpty() ? "" : ",DCGM_FI_DRIVER_VERSION=\"" + driver + "\"";
        String text = """
                DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="g0",hostname="n001"%4$s} 0
                DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="g1",hostname="n001"%4$s} 0
                %1$s{gpu="0",UUID="g0",hostname="n001"} %2$d
                %1$s{gpu="1",UUID="g1",hostname="n001"} %3$d
                """.formatted(name, first, other, label) + line("DCGM_FI_DEV_XID_ERRORS", xid);
        answer(Fetched.of(bytes(text), "text/plain"), Optional.empty(), second);
    }

    private static final String MILLIJOULES = "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION";

    @Test
    void anotherVersionOfTheDriverEndsTheEpisodeWithoutABoot() {
        uses(0, "0", MILLIJOULES, 5_000, 6_000, "570.86.15");
        uses(10, "79", MILLIJOULES, 5_001, 6_001, "570.86.15");
        silent(20, Trouble.REFUSED);
        uses(30, "79", MILLIJOULES, 9_000, 9_000, "580.95.05");
        uses(40, "79", MILLIJOULES, 9_001, 9_001, "580.95.05");
        assertThat(stated(10)).contains("condition 79");
        assertThat(stated(30)).doesNotContain("condition");
        assertThat(stated(40)).doesNotContain("condition");
    }

    @Test
    void theSameDriverLoadedAnewIsSeenByTheEnergyThatEveryGpuCountsFromTheBeginning() {
        uses(0, "0", MILLIJOULES, 5_000, 6_000, "");
        uses(10, "79", MILLIJOULES, 5_001, 6_001, "");
        silent(20, Trouble.REFUSED);
        uses(30, "79", MILLIJOULES, 12, 13, "");
        uses(40, "45", MILLIJOULES, 13, 14, "");
        assertThat(stated(10)).contains("condition 79");
        assertThat(stated(30)).doesNotContain("condition");
        assertThat(stated(40)).as("what comes then is another").contains("condition 45");
    }

    /** One GPU was reset, or lies; another exporter says the energy under another name and in another unit. */
    @Test
    void theEnergyOfOneGpuOrUnderAnotherNameEndsNothing() {
        uses(0, "0", MILLIJOULES, 5_000, 6_000, "");
        uses(10, "79", MILLIJOULES, 5_001, 6_001, "");
        uses(20, "79", MILLIJOULES, 12, 6_002, "");
        uses(30, "79", "DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL", 1, 6, "");
        uses(40, "79", "DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL", 1, 6, "");
        for (int second : new int[] {10, 20, 30, 40}) {
            assertThat(stated(second)).as("at %d s", second).contains("condition 79");
        }
    }

    private static String line(String name, String value) {
        return value.isEmpty() ? "" : name + "{gpu=\"0\",UUID=\"g0\",hostname=\"n001\"} " + value + "\n";
    }

    private void shows(int second, int util, String xid, String recovery) {
        shows(second, util, xid, recovery, FIRST_BOOT);
    }

    /** What an exporter shows that has no recovery action and counts XIDs: "79 3" for three of XID 79. */
    private void counts(int second, int util, String xid, String... counts) {
        answer(Fetched.of(bytes(text(second, util, xid, counts)), "text/plain"), Optional.empty(), second);
    }

    private static String text(int second, int util, String xid, String... counts) {
        StringBuilder text = new StringBuilder("""
                DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="g0",hostname="n001"} %d
                DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="g1",hostname="n001"} 97
                DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="g0",hostname="n001"} %d.5
                """.formatted(util, 300 + second) + line("DCGM_FI_DEV_XID_ERRORS", xid));
        for (String count : counts) {
            // what was not counted yet is not there
            if (count.endsWith(" 0")) {
                continue;
            }
            text.append("DCGM_EXP_XID_ERRORS_TOTAL{gpu=\"0\",UUID=\"g0\",hostname=\"n001\",xid=\"")
                    .append(count.replace(" ", "\"} "))
                    .append('\n');
        }
        return text.toString();
    }

    /** The same, with what the node says of when it booted. */
    private void counts(long bootTime, int second, int util, String xid, String... counts) {
        String boot = "node_boot_time_seconds " + bootTime + "\nnode_time_seconds " + (Play.T0 + second) + "\n";
        answer(
                Fetched.of(bytes(text(second, util, xid, counts)), "text/plain"),
                Optional.of(Fetched.of(bytes(boot), "text/plain")),
                second);
    }

    /** An XID 79, the repair, and the well node after it, whose exporter has counted nothing yet. */
    private void repaired() {
        counts(FIRST_BOOT, 0, 97, "0");
        counts(FIRST_BOOT, 10, 0, "79", "79 1");
        silent(20, Trouble.REFUSED);
        counts(Play.T0 + 25, 30, 97, "");
    }

    /** The exporter that counted the first one is gone; its counts say nothing of those of the next. */
    @Test
    void theFirstXidAfterARepairIsSeenByItsCountThoughTheSameWasCountedBefore() {
        repaired();
        counts(Play.T0 + 25, 40, 0, "79", "79 1");
        assertThat(stated(10)).contains("condition 79");
        assertThat(stated(30)).doesNotContain("condition");
        assertThat(stated(40)).contains("condition 79");
    }

    @Test
    void norIsItHiddenByAnotherThatTheGaugeShows() {
        repaired();
        counts(Play.T0 + 25, 40, 0, "45", "45 1", "79 1");
        assertThat(stated(30)).doesNotContain("condition");
        assertThat(stated(40)).contains("condition 79");
    }

    @Test
    void anXidThatIsCountedOnceMoreIsAnotherEpisodeThoughTheGaugeStaysTheSame() {
        counts(0, 97, "0");
        counts(10, 0, "79", "79 1");
        for (int second = 20; second <= 90; second += 10) {
            counts(second, 97, "79", "79 1");
        }
        counts(100, 0, "79", "79 2");
        assertThat(stated(10)).contains("condition 79");
        assertThat(stated(90)).doesNotContain("condition");
        assertThat(stated(100)).contains("condition 79");
    }

    @Test
    void anXidThatAnotherCoversBetweenTwoReadingsIsSeenByItsCount() {
        counts(0, 97, "31", "31 7");
        counts(10, 0, "45", "31 7", "45 1", "79 1");
        assertThat(stated(10)).contains("condition 79");
    }

    /** Counts that a collector meets, or that were left out of one text, are of long ago. */
    @Test
    void countsThatWereThereBeforeOpenNothing() {
        counts(0, 97, "79", "79 3");
        counts(10, 97, "79");
        counts(20, 97, "79", "79 3");
        restartCollector();
        counts(30, 97, "79", "79 3");
        for (int second : new int[] {0, 10, 20, 30}) {
            assertThat(stated(second)).as("at %d s", second).doesNotContain("condition");
        }
    }

    /** Nobody knows whether what it counted since is news; the gauge does. */
    @Test
    void anExporterThatStartsAgainCountsFromTheBeginning() {
        counts(0, 97, "79", "31 9", "79 3");
        silent(10, Trouble.REFUSED);
        counts(20, 97, "79", "79 3");
        counts(30, 0, "79", "79 4");
        assertThat(stated(20)).doesNotContain("condition");
        assertThat(stated(30)).contains("condition 79");
    }

    @Test
    void aGpuOfWhichOnlyCountsAreLeftIsMissingAndWhatWasCountedMeanwhileIsOldWhenItComesBack() {
        counts(0, 97, "0", "31 1");
        answer(Fetched.of(bytes("""
                                DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="g1",hostname="n001"} 97
                                DCGM_EXP_XID_ERRORS_TOTAL{gpu="0",UUID="g0",hostname="n001",xid="31"} 1
                                DCGM_EXP_XID_ERRORS_TOTAL{gpu="0",UUID="g0",hostname="n001",xid="79"} 1
                                """), "text/plain"), Optional.empty(), 10);
        counts(20, 97, "0", "31 1", "79 1");
        assertThat(stated(10)).doesNotContain("g0 util");
        assertThat(stated(20)).doesNotContain("condition");
    }

    /** A series of counts is not there before its XID came: until then the exporter has counted none of it. */
    @Test
    void theFirstXidsOfAGpuThatWasSeenWellAreSeenByTheirCounts() {
        counts(0, 97, "0");
        counts(10, 0, "45", "45 1", "79 1");
        assertThat(stated(10)).contains("condition 79");
    }

    @Test
    void aGpuThatWasSeenWellMayHaveHadNoGaugeAtAll() {
        counts(0, 97, "");
        counts(10, 0, "45", "45 1", "79 1");
        assertThat(stated(10)).contains("condition 79");
    }

    /** The gauge follows the driver, the counts come at the exporter's own pace. */
    @Test
    void theFirstCountsMayComeAMinuteBehindTheGauge() {
        counts(0, 97, "0");
        counts(10, 0, "45");
        counts(70, 0, "45", "45 1", "79 1");
        assertThat(stated(10)).contains("condition 45");
        assertThat(stated(70)).contains("condition 79");
    }

    @Test
    void laterThanThatTheyAreOld() {
        counts(0, 97, "0");
        counts(10, 0, "45");
        counts(71, 0, "45", "45 1", "79 1");
        assertThat(stated(80)).contains("condition 45");
    }

    /** Whoever answers after a failure may be another exporter, which has counted for weeks. */
    @Test
    void theFirstCountsAfterAFailureAreOld() {
        counts(0, 97, "0");
        silent(10, Trouble.TIMEOUT);
        counts(20, 0, "45", "45 1", "79 3");
        assertThat(stated(20)).contains("condition 45");
    }

    @Test
    void theFirstCountsAfterTheCollectorBeganAreOld() {
        counts(0, 97, "0");
        restartCollector();
        counts(10, 0, "45", "45 1", "79 3");
        assertThat(stated(10)).contains("condition 45");
    }

    /** Without a last XID beside them nothing says that they are new. */
    @Test
    void theFirstCountsWithoutAGaugeAreOld() {
        counts(0, 97, "0");
        counts(10, 0, "0", "79 3");
        counts(20, 0, "0", "79 4");
        assertThat(stated(10)).doesNotContain("condition");
        assertThat(stated(20)).contains("condition 79");
    }

    @Test
    void theFirstCountsOfAGpuThatWasMissingInBetweenAreOld() {
        counts(0, 97, "0");
        answer(Fetched.of(bytes("""
                                DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="g1",hostname="n001"} 97
                                """), "text/plain"), Optional.empty(), 10);
        counts(20, 0, "45", "45 1", "79 3");
        assertThat(stated(20)).contains("condition 45");
    }

    @Test
    void theFirstCountsOfAGpuAreOldWhereThoseOfAnotherFall() {
        counts(0, 97, "0");
        String other = "DCGM_EXP_XID_ERRORS_TOTAL{gpu=\"1\",UUID=\"g1\",hostname=\"n001\",xid=\"31\"} ";
        answer(Fetched.of(bytes(text(10, 97, "0") + other + "9\n"), "text/plain"), Optional.empty(), 10);
        answer(
                Fetched.of(bytes(text(20, 0, "45", "45 1", "79 1") + other + "1\n"), "text/plain"),
                Optional.empty(),
                20);
        assertThat(stated(20)).contains("condition 45");
    }

    /** An exporter has counted an XID long ago; nothing but that XID itself may open its episode again. */
    @Test
    void whatWasCountedLongAgoIsNeverOpenedWhateverBecomesOfExporterAndCollector() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Play past = new Play(Sites.small(1, 10, 10)).begin(0);
            NodeScrape reads = begun();
            String gauge = random.nextBoolean() ? "31" : random.nextBoolean() ? "0" : "";
            int[] counted = {2, 0};
            for (int second = 0; second < 300; second += 10) {
                int what = random.nextInt(12);
                if (what == 0) {
                    // the exporter starts again
                    counted = new int[] {0, 0};
                    gauge = random.nextBoolean() ? "0" : "";
                } else if (what == 1) {
                    counted[1]++;
                    gauge = "31";
                } else if (what == 2) {
                    byte[] saved = past.inventory.snapshot();
                    past.inventory = past.fresh(64);
                    assertThat(past.inventory.restore(saved, List.of())).isEmpty();
                    reads = begun();
                }
                Fetched told = what == 3
                        ? Fetched.failed(Trouble.TIMEOUT, "")
                        : Fetched.of(
                                bytes(text(second, 97, gauge, "79 " + counted[0], "31 " + counted[1])), "text/plain");
                reads.read(told, Optional.empty(), Play.at(second)).readings().forEach(past::see);
            }
            past.advance(400);
            for (int second = 0; second < 300; second += 10) {
                assertThat(past.stated(NODE, second))
                        .as("seed %d at %d s", seed, second)
                        .doesNotContain("condition 79");
            }
        }
    }

    private void silent(int second, Trouble trouble) {
        answer(Fetched.failed(trouble, ""), Optional.empty(), second);
    }

    private void answer(Fetched text, Optional<Fetched> boot, int second) {
        scrape.read(text, boot, Play.at(second)).readings().forEach(play::see);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void restartCollector() {
        byte[] saved = play.inventory.snapshot();
        play.inventory = play.fresh(64);
        assertThat(play.inventory.restore(saved, List.of())).isEmpty();
        scrape = begun();
    }

    private String stated(int second) {
        play.advance(second + 60);
        return play.stated(NODE, second);
    }

    @Test
    void anXidOpensAnEpisodeThatStaysWhileTheGaugeLatches() {
        shows(0, 97, "0", "0");
        shows(10, 0, "79", "2");
        shows(20, 0, "79", "2");
        assertThat(stated(0)).isEqualTo("data of 2 util 970 util 970");
        assertThat(stated(10)).isEqualTo("data of 2 util 0 condition 79 util 970");
        assertThat(stated(20)).isEqualTo("data of 2 util 0 condition 79 util 970");
    }

    @Test
    void aCollectorThatStartsAgainGoesOnWithTheEpisodeAndOpensNoSecondOne() {
        shows(0, 97, "0", "0");
        shows(10, 0, "79", "2");
        restartCollector();
        shows(20, 0, "79", "2");
        assertThat(stated(20)).isEqualTo("data of 2 util 0 condition 79 util 970");
    }

    @Test
    void anEpisodeThatEndedIsNotOpenedAgainByTheLatchedGauge() {
        shows(0, 97, "0", "0");
        shows(10, 0, "79", "2");
        shows(20, 97, "79", "0");
        shows(30, 97, "79", "0");
        restartCollector();
        shows(40, 97, "79", "0");
        shows(50, 0, "79", "0");
        assertThat(stated(10)).contains("condition 79");
        for (int second : new int[] {20, 30, 40, 50}) {
            assertThat(stated(second)).as("at %d s", second).doesNotContain("condition");
        }
    }

    /** A restarted exporter knows nothing of the last XID until the driver tells of another: the episode goes on. */
    @Test
    void anExporterThatStartsAgainAndForgetsTheXidEndsNothing() {
        shows(0, 97, "0", "0");
        shows(10, 0, "79", "2");
        silent(20, Trouble.REFUSED);
        shows(30, 0, "0", "2");
        shows(40, 0, "", "2");
        assertThat(stated(30)).contains("condition 79");
        assertThat(stated(40)).contains("condition 79");
    }

    /** The gauge shows the same number for the second error; the recovery action is what tells. */
    @Test
    void theSameXidOnceMoreIsSeenByTheRecoveryAction() {
        shows(0, 97, "0", "0");
        shows(10, 0, "79", "2");
        shows(20, 97, "79", "0");
        shows(30, 0, "79", "2");
        assertThat(stated(20)).doesNotContain("condition");
        assertThat(stated(30)).contains("condition 1002");
    }

    @Test
    void theSameXidOnceMoreAfterTheExporterForgotTheFirstIsAnotherEpisode() {
        shows(0, 97, "0", "0");
        shows(10, 0, "79", "");
        for (int second = 20; second <= 90; second += 10) {
            shows(second, 97, "0", "0");
        }
        shows(100, 0, "79", "");
        assertThat(stated(70)).as("not yet sixty seconds of work").contains("condition 79");
        assertThat(stated(90)).doesNotContain("condition");
        assertThat(stated(100)).contains("condition 79");
    }

    @Test
    void anotherBootEndsTheEpisodeAndTheAbsenceBeforeItWasOneOfAReboot() {
        shows(0, 97, "0", "0");
        shows(10, 0, "79", "2");
        silent(20, Trouble.REFUSED);
        silent(30, Trouble.TIMEOUT);
        silent(40, Trouble.REFUSED);
        shows(50, 0, "0", "0", Play.T0 + 40);
        shows(60, 97, "0", "0", Play.T0 + 40);
        assertThat(stated(30)).contains("rebooted");
        assertThat(stated(50)).isEqualTo("data of 2 util 0 util 970");
    }

    /** The boot's time is worked out from an uptime, which wanders; a collector that starts again sees another second. */
    @Test
    void aBootTimeThatWandersBySecondsIsTheSameBoot() {
        shows(0, 97, "0", "0");
        shows(10, 0, "79", "2", FIRST_BOOT + 1);
        restartCollector();
        silent(20, Trouble.TIMEOUT);
        silent(30, Trouble.TIMEOUT);
        silent(40, Trouble.TIMEOUT);
        shows(50, 0, "79", "2", FIRST_BOOT - 2);
        assertThat(stated(40)).doesNotContain("rebooted");
        assertThat(stated(50)).contains("condition 79");
    }

    @Test
    void anExporterThatIsDownIsRefusedAndOneThatHangsATimeout() {
        shows(0, 97, "0", "0");
        for (int second = 10; second <= 60; second += 10) {
            silent(second, Trouble.REFUSED);
        }
        assertThat(stated(40)).startsWith("absent REFUSED UNKNOWN UNKNOWN since 10");
        silent(120, Trouble.EMPTY);
        assertThat(stated(120)).startsWith("absent STALE_SOURCE");
    }
}

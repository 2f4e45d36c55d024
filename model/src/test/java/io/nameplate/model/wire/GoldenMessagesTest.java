/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.HallId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of docs/wire-protocol.md, written out by hand: what is on a disk or on its way must stay readable. */
class GoldenMessagesTest {

    private static final EpochId EPOCH = new EpochId("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    private static final String EPOCH_FIELD = "0a1a" + hex("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    private static final Link LINK = new Link(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    private static final String LINK_BYTES = "10" + "0102030405060708090a0b0c0d0e0f10";

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void golden(byte[] bytes, String... parts) {
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(String.join("", parts));
    }

    @Test
    void record() {
        golden(
                new UpRecord(EPOCH, 300, 2, LINK, 10, UpRecord.Kind.FRAMES, new HallId("h1"), new byte[] {7}).encode(),
                EPOCH_FIELD,
                "10ac02",
                "1802",
                "22" + LINK_BYTES,
                "280a",
                "3001",
                "3a02" + hex("h1"),
                "420107");
    }

    @Test
    void frames() {
        byte[] body = new Frames.Builder(20, 10, 3, 2)
                .addNode("n1", 5, 2)
                .present(1)
                .set(Column.UTIL, 1, 970)
                .set(Column.RECOVERY, 0, 65_536)
                .addAbsent("n2", 9)
                .encode();
        golden(
                body,
                "0814",
                "100a",
                "1803",
                "2002",
                "2a02" + hex("n1"),
                "2a02" + hex("n2"),
                "3210" + "0000000000000000" + "0900000000000000",
                "3a10" + "0500000000000000" + "0000000000000000",
                "4204" + "0200" + "0000",
                "4a01" + "02",
                "820108" + "0080" + "ca03" + "0080" + "0080",
                "ca0420" + "0000010000000000" + "0000000000000080" + "0000000000000080" + "0000000000000080");
    }

    @Test
    void framesWithAColumnOfOneValue() {
        byte[] body = new Frames.Builder(20, 10, 1, 2)
                .addNode("n1", 0, 2)
                .set(Column.LIMIT, 0, 700)
                .set(Column.LIMIT, 1, 700)
                .set(Column.XID, 0, 79)
                .encode();
        golden(
                body,
                "0814",
                "100a",
                "1801",
                "2002",
                "2a02" + hex("n1"),
                "4202" + "0200",
                "4a01" + "00",
                "aa0208" + "bc02000000000000",
                "ba0104" + "4f00" + "0080");
    }

    @Test
    void framesWithTimesAndFlags() {
        ValueFlag clock = new ValueFlag(
                ValueFlag.Of.SM_CLOCK, PlantReadings.Quality.BAD, QualityReason.UNIT_CONTRADICTED, 1_980_000_000);
        ValueFlag time = new ValueFlag(ValueFlag.Of.TIME, PlantReadings.Quality.SUSPECT, QualityReason.CLOCK_OFFSET, 1);
        Frames.Builder builder = new Frames.Builder(20, 10, 1, 2)
                .addNode("n1", 0, 2)
                .times(19_100, 19_101)
                .flag(1, clock)
                .addNode("n2", 0, 2)
                .times(20_000, Frames.BLANK)
                .flag(Frames.WHOLE_NODE, time);
        byte[] body = builder.encode();
        golden(
                body,
                "0814",
                "100a",
                "1801",
                "2002",
                "2a02" + hex("n1"),
                "2a02" + hex("n2"),
                "4204" + "0200" + "0200",
                "4a01" + "00",
                "5204" + "7cfc" + "0000",
                "5a04" + "0100" + "0080",
                "6220",
                "0000" + "0100" + "12" + "02" + "14" + "00" + "000000c01981dd41",
                "0100" + "ffff" + "02" + "04" + "0b" + "00" + "000000000000f03f");
        assertThat(Frames.parse(body).flags())
                .containsExactly(new Frames.Flag(0, 1, clock), new Frames.Flag(1, Frames.WHOLE_NODE, time));
    }

    @Test
    void aFlagOfALaterVersionIsReadAsFarAsItIsKnown() {
        String body = "0814" + "100a" + "2001" + "2a02" + hex("n1");
        String later = "6210" + "0000" + "0000" + "f0" + "f1" + "f2" + "00" + "000000000000f03f";
        assertThat(Frames.parse(HexFormat.of().parseHex(body + later)).flags())
                .containsExactly(new Frames.Flag(
                        0,
                        0,
                        new ValueFlag(ValueFlag.Of.OTHER, PlantReadings.Quality.SUSPECT, QualityReason.OTHER, 1)));
    }

    @Test
    void plant() {
        golden(
                new PlantReadings(List.of(
                                new PlantReadings.Reading(new AssetId("a"), "p", 256, 1.0, PlantReadings.Quality.BAD)))
                        .encode(),
                "0a1a",
                "0a01" + hex("a"),
                "1201" + hex("p"),
                "190001000000000000",
                "21000000000000f03f",
                "2802");
    }

    @Test
    void plantThatIsFlagged() {
        PlantReadings.Reading flagged = new PlantReadings.Reading(
                new AssetId("a"), "p", 256, 259, 1.0, "W", PlantReadings.Quality.SUSPECT, QualityReason.SPIKE);
        golden(
                new PlantReadings(List.of(flagged)).encode(),
                "0a2a",
                "0a01" + hex("a"),
                "1201" + hex("p"),
                "190001000000000000",
                "21000000000000f03f",
                "2801",
                "3004",
                "3803",
                "410301000000000000",
                "4a01" + hex("W"));
    }

    @Test
    void aQualityAndAReasonOfALaterVersionAreReadAsFarAsTheyAreKnown() {
        String known = "0a01" + hex("a") + "1201" + hex("p") + "190001000000000000" + "21000000000000f03f";
        byte[] later = HexFormat.of().parseHex("0a1e" + known + "2801" + "3063" + "3863");
        assertThat(PlantReadings.parse(later).readings()).singleElement().satisfies(reading -> {
            assertThat(reading.quality()).isEqualTo(PlantReadings.Quality.GOOD);
            assertThat(reading.reason()).isEqualTo(QualityReason.OTHER);
        });
    }

    @Test
    void lost() {
        golden(
                new Lost(EPOCH, 1, 2, 3, 4, Lost.Reason.CORRUPT).encode(),
                EPOCH_FIELD,
                "1001",
                "1802",
                "2003",
                "2804",
                "3002");
    }

    @Test
    void head() {
        golden(
                new Head(1, List.of(new Head.Epoch(EPOCH, 1, 2, 3, LINK, 4, 5))).encode(),
                "090100000000000000",
                "1238" + EPOCH_FIELD + "1001" + "1802" + "2003" + "2a" + LINK_BYTES + "3004" + "3805");
    }

    @Test
    void cursor() {
        golden(
                new Cursor(1, 2, List.of(new Cursor.Epoch(EPOCH, 3, LINK, 2, 5))).encode(),
                "0801",
                "110200000000000000",
                "1a34" + EPOCH_FIELD + "1003" + "1a" + LINK_BYTES + "2002" + "2805");
    }

    @Test
    void status() {
        golden(new Status(false, 3).encode(), "0802", "110300000000000000");
    }

    @Test
    void link() {
        // sha256 of 16 zero bytes and "a", by sha256sum
        assertThat(Link.next(Link.EMPTY, new byte[] {'a'})).hasToString("9c6bd5cc05acbe7cb4ab71165168ff3d");
    }

    @Test
    void aRecordOfAKindThatIsNotKnownYetKeepsItsPlace() {
        String plant = HexFormat.of()
                .formatHex(new UpRecord(EPOCH, 300, 2, LINK, 10, UpRecord.Kind.PLANT, null, new byte[] {7}).encode());
        byte[] later = HexFormat.of().parseHex(plant.replace("280a" + "3002", "280a" + "3009"));
        UpRecord read = UpRecord.parse(later);
        assertThat(read).isEqualTo(new UpRecord(EPOCH, 300, 2, LINK, 10, UpRecord.Kind.OTHER, null, new byte[] {7}));
        assertThat(read.withLow(2).encode()).isEqualTo(later);
    }
}

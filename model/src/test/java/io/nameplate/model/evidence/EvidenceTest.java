/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    private static final long SEED = 20_260_601;

    /** Codes from a small space, so that equal and nearly equal ones meet. */
    private static long any(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Evidence.NONE;
            case 1, 2 ->
                Evidence.absent(
                        AbsentReason.values()[random.nextInt(4)],
                        Witness.values()[random.nextInt(4)],
                        Port.values()[random.nextInt(3)],
                        random.nextInt(3),
                        random.nextBoolean());
            case 3 -> Evidence.missing(random.nextInt(2) * 79, random.nextBoolean());
            default ->
                Evidence.data(
                        random.nextInt(2) * 79,
                        random.nextInt(3) - 1,
                        random.nextInt(3) - 1,
                        2000,
                        random.nextInt(3) - 1,
                        Work.values()[random.nextInt(3)]);
        };
    }

    @Test
    void mergingIsCommutativeAssociativeAndIdempotent() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            long a = any(random);
            long b = Evidence.merge(any(random), any(random));
            long c = any(random);
            String which = "%x %x %x of seed %d".formatted(a, b, c, SEED);
            assertThat(Evidence.merge(a, b)).as(which).isEqualTo(Evidence.merge(b, a));
            assertThat(Evidence.merge(Evidence.merge(a, b), c))
                    .as(which)
                    .isEqualTo(Evidence.merge(a, Evidence.merge(b, c)));
            assertThat(Evidence.merge(b, b)).as(which).isEqualTo(b);
            assertThat(Evidence.merge(Evidence.merge(a, b), b)).as(which).isEqualTo(Evidence.merge(a, b));
            assertThat(Evidence.merge(a, Evidence.NONE)).as(which).isEqualTo(a);
            assertThat(Evidence.isCode(Evidence.merge(a, b))).as(which).isTrue();
        }
    }

    @Test
    void dataBeatsAbsenceAndTheLargerAbsenceWinsWithoutConflict() {
        long data = Evidence.data(0, 0, 1000, 2000, 700, Work.IDLE);
        long off = Evidence.absent(AbsentReason.TIMEOUT, Witness.OFF, Port.UNKNOWN, 5, false);
        long on = Evidence.absent(AbsentReason.TIMEOUT, Witness.ON, Port.DOWN, 9, false);
        long rebooted = Evidence.absent(AbsentReason.REFUSED, Witness.UNKNOWN, Port.UNKNOWN, 0, true);

        assertThat(Evidence.merge(rebooted, data)).isEqualTo(data);
        assertThat(Evidence.merge(on, off)).isEqualTo(off);
        assertThat(Evidence.merge(off, rebooted))
                .as("rebooted is told last and knows more")
                .isEqualTo(rebooted);
    }

    @Test
    void twoDifferentDataValuesKeepTheLargerAndSetConflict() {
        long small = Evidence.data(0, 0, 1000, 2000, 700, Work.IDLE);
        long large = Evidence.data(79, 0, 1000, 2000, 700, Work.IDLE);

        long merged = Evidence.merge(small, large);
        assertThat(Evidence.isConflict(merged)).isTrue();
        assertThat(Evidence.condition(merged)).isEqualTo(79);
        assertThat(Evidence.merge(merged, large)).as("a conflict stays one").isEqualTo(merged);
        assertThat(Evidence.merge(small, small)).isEqualTo(small);
    }

    @Test
    void whatIsPutIntoACodeComesOutOfIt() {
        long data = Evidence.data(95, 0x1 | 0x4 | 0x40 | 0x80, 1234, 1980, 650, Work.WORKING);
        assertThat(Evidence.isData(data)).isTrue();
        assertThat(Evidence.condition(data)).isEqualTo(95);
        assertThat(Evidence.reasons(data)).as("0x1 is idle and is not kept").isEqualTo(0x4 | 0x40 | 0x80);
        assertThat(Evidence.clockMhz(data)).isEqualTo(1234);
        assertThat(Evidence.limitW(data)).isEqualTo(650);
        assertThat(Evidence.work(data)).isEqualTo(Work.WORKING);
        assertThat(Evidence.isMissing(data) || Evidence.isCountShort(data) || Evidence.isConflict(data))
                .isFalse();

        long absent = Evidence.absent(AbsentReason.NO_ROUTE, Witness.NO_LOAD, Port.DOWN, 1_780_000_000L, true);
        assertThat(Evidence.isAbsent(absent) && Evidence.isRebooted(absent)).isTrue();
        assertThat(Evidence.absentReason(absent)).isEqualTo(AbsentReason.NO_ROUTE);
        assertThat(Evidence.witness(absent)).isEqualTo(Witness.NO_LOAD);
        assertThat(Evidence.port(absent)).isEqualTo(Port.DOWN);
        assertThat(Evidence.since(absent)).isEqualTo(1_780_000_000L);

        long missing = Evidence.missing(79, true);
        assertThat(Evidence.isMissing(missing) && Evidence.isCountShort(missing))
                .isTrue();
        assertThat(Evidence.condition(missing)).isEqualTo(79);
    }

    @Test
    void absentIsNotZeroAndZeroIsNotAbsent() {
        long silent = Evidence.data(0, Evidence.UNKNOWN, Evidence.UNKNOWN, 2000, Evidence.UNKNOWN, Work.UNKNOWN);
        assertThat(Evidence.reasons(silent)).isEqualTo(Evidence.UNKNOWN);
        assertThat(Evidence.clockMhz(silent)).isEqualTo(Evidence.UNKNOWN);
        assertThat(Evidence.limitW(silent)).isEqualTo(Evidence.UNKNOWN);

        long zero = Evidence.data(0, 0, 0, 2000, 0, Work.IDLE);
        assertThat(Evidence.reasons(zero)).isZero();
        assertThat(Evidence.clockMhz(zero)).isZero();
        assertThat(Evidence.limitW(zero)).isZero();
    }

    @Test
    void aClockAtOrAboveTheReferenceIsNotKeptSoThatBoostMakesNoRuns() {
        long at = Evidence.data(0, 0, 1980, 1980, 700, Work.WORKING);
        assertThat(at).isEqualTo(Evidence.data(0, 0, 2055, 1980, 700, Work.WORKING));
        assertThat(Evidence.clockMhz(at)).isEqualTo(Evidence.AT_REFERENCE);
    }

    @Test
    void nothingElseIsACode() {
        for (long stray : List.of(1L, 1L << 61 | 1L << 40, 1L << 63 | 2, 1L << 63 | 3L << 14, 1L << 62)) {
            assertThat(Evidence.isCode(stray)).as(Long.toHexString(stray)).isFalse();
            assertThatThrownBy(() -> new HallEvidence(0, 60, 10).merge("n", 0, 0, stray))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void evidenceOfAHallIsWhatMergingSlotBySlotGives() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            int slots = 1 + random.nextInt(12);
            HallEvidence evidence = new HallEvidence(slots * 500L, slots * 5, 5);
            long[][] naive = new long[3][slots];
            List<Runnable> merges = new ArrayList<>();
            for (int i = random.nextInt(30); i >= 0; i--) {
                int gpu = random.nextInt(3);
                int from = random.nextInt(slots);
                int to = from + random.nextInt(slots - from + 1);
                long code = any(random);
                merges.add(() -> evidence.mergeRun("n", gpu, from, to, code));
                for (int slot = from; slot < to; slot++) {
                    naive[gpu][slot] = Evidence.merge(naive[gpu][slot], code);
                }
            }
            Collections.shuffle(merges, random);
            merges.forEach(Runnable::run);
            HallEvidence copy = HallEvidence.fromBytes(evidence.toBytes());
            for (int gpu = 0; gpu < 3; gpu++) {
                for (int slot = 0; slot < slots; slot++) {
                    assertThat(evidence.code("n", gpu, slot))
                            .as("round %d of seed %d", round, SEED)
                            .isEqualTo(naive[gpu][slot])
                            .isEqualTo(copy.code("n", gpu, slot));
                }
            }
            assertThat(copy.toBytes()).isEqualTo(evidence.toBytes());
        }
    }

    @Test
    void brokenBytesAreRefusedWithAReason() {
        HallEvidence evidence = new HallEvidence(600, 60, 10);
        evidence.mergeRun("n1", 0, 0, 6, Evidence.missing(0, true));
        byte[] good = evidence.toBytes();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> HallEvidence.fromBytes(cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not hall evidence");
        }
        assertThatThrownBy(() -> HallEvidence.fromBytes(Arrays.copyOf(good, good.length + 1)))
                .hasMessageContaining("follow its end");
    }

    @Test
    void evidenceOfAnotherIntervalOrUnalignedIntervalsAreRefused() {
        HallEvidence evidence = new HallEvidence(600, 60, 10);
        assertThatThrownBy(() -> evidence.merge(new HallEvidence(660, 60, 10)))
                .hasMessageContaining("another interval");
        assertThatThrownBy(() -> new HallEvidence(601, 60, 10)).hasMessageContaining("not aligned");
        assertThatThrownBy(() -> new HallEvidence(600, 60, 7)).hasMessageContaining("do not divide");
    }
}

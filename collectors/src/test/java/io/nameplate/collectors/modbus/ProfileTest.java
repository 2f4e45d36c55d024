/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.collectors.Testcases;
import io.nameplate.collectors.validate.PointRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileTest {

    static Stream<Path> cases() {
        return Testcases.of("modbus");
    }

    /** The requests of the plan are those of the input, line by line, and the points have the expected values. */
    @ParameterizedTest
    @MethodSource("cases")
    void registersBecomeSiValues(Path testcase) throws IOException {
        ProfileCase proof = ProfileCase.read(testcase, ProfileTest::shipped);
        assertThat(ReadPlan.of(proof.profile()).blocks().stream()
                        .map(ReadPlan.Block::request)
                        .map(read -> read.function().code() + " " + read.address() + "+" + read.count()))
                .containsExactlyInAnyOrderElementsOf(Testcases.lines(testcase, "input.txt").stream()
                        .map(line -> line.replaceFirst(":.*", "+") + line.split(" ", -1).length)
                        .map(ProfileTest::withoutAddress)
                        .toList());
        assertThat(proof.differences()).isEmpty();
    }

    /** A line of n registers has n + 2 words. */
    private static String withoutAddress(String line) {
        int plus = line.indexOf('+');
        return line.substring(0, plus + 1) + (Integer.parseInt(line.substring(plus + 1)) - 2);
    }

    private static Optional<Profile> shipped(String name) {
        return Optional.of(ProfileReader.read(name + ".yaml", Testcases.shippedProfile(name), ProfileTest::shipped));
    }

    @Test
    void aProofThatFailsSaysWhere(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("config.yaml"), """
                profile: p
                source: a test
                points:
                  - {point: a, address: 1, type: int16, unit: kV}
                  - {point: b, address: 2, type: int16, unit: V}
                  - {point: c, address: 9, type: int32, unit: V}
                  - {point: d, address: 20, type: int16, unit: V, blank: 0x8000}
                """);
        Files.writeString(folder.resolve("input.txt"), "# as it was read\n3 1: 0001 0002\n3 9: 0003\n3 20: 8000\n");
        Files.writeString(folder.resolve("expected.txt"), "a 1\nc 3\nd 7\ne 5\n");
        assertThat(ProfileCase.read(folder, ProfileTest::shipped).differences())
                .containsExactly(
                        "input.txt lacks registers that point 'c' is read with: 2 from 9, function 3",
                        "point 'a' is 1000, expected was 1",
                        "point 'd' is missing blank, expected was 7",
                        "expected.txt names point 'e', which the profile does not have",
                        "expected.txt does not say what point 'b' is");
        Files.writeString(folder.resolve("input.txt"), "3 1: 0001\n3 x: 1\n");
        assertThatThrownBy(() -> ProfileCase.read(folder, ProfileTest::shipped))
                .hasMessageContaining("input.txt:2: expected a line such as '3 100: 0001 00FF', found '3 x: 1'");
    }

    @Test
    void aDeviceWhoseMapBeginsElsewhereIsReadThere() {
        Profile profile = shipped("sunspec-203").orElseThrow();
        ReadPlan.Block here = ReadPlan.of(profile).blocks().get(0);
        ReadPlan.Block there = ReadPlan.of(profile.movedBy(40_069)).blocks().get(0);
        assertThat(there.request().address()).isEqualTo(here.request().address() + 40_069);
        assertThat(there.request().count()).isEqualTo(here.request().count());
        byte[] registers = new byte[2 * here.request().count()];
        registers[3] = 77;
        registers[2 * 4 + 1] = 1;
        assertThat(here.value(here.points().get(1), registers).value()).isEqualTo(770);
        assertThat(there.value(there.points().get(1), registers))
                .isEqualTo(here.value(here.points().get(1), registers));
    }

    @Test
    void whatExtendsAProfileTakesItsPointsAndSaysWhatIsOtherwise() {
        Profile parent = ProfileReader.read("a.yaml", """
                profile: a
                source: a test
                max_gap: 3
                max_words: 20
                points: [{point: x, address: 1, type: int16, unit: V}, {point: y, address: 2, type: int16, unit: V}]
                """);
        Profile child = ProfileReader.read("b.yaml", """
                profile: b
                source: a test
                extends: a
                without: [y]
                points: [{point: x, address: 5, type: int16, unit: kV}, {point: z, address: 6, type: int16, unit: V}]
                """, name -> Optional.of(parent));
        assertThat(child.points())
                .extracting(point -> point.name() + " " + point.address())
                .containsExactly("x 5", "z 6");
        assertThat(child.maxGap()).isEqualTo(3);
        assertThat(child.maxWords()).isEqualTo(20);
    }

    @Test
    void limitsAndChecksAreInheritedWithTheirPoints() {
        Profile parent = ProfileReader.read("a.yaml", """
                profile: a
                source: a test
                points:
                  - {point: x, address: 1, type: int16, unit: kW, min: 0, max: 10}
                  - {point: y, address: 2, type: int16, unit: kW, min: 0}
                  - {point: z, address: 3, type: int16, unit: kW, max: 20}
                checks:
                  - {sum: [x, y], equals: z, tolerance: 2, floor: 0.1}
                  - {sum: [x], equals: z}
                """);
        assertThat(parent.limits().sums())
                .containsExactly(
                        new Limits.Sum(List.of("x", "y"), "z", 0.02, 100), new Limits.Sum(List.of("x"), "z", 0.01, 0));
        Profile child = ProfileReader.read("b.yaml", """
                profile: b
                source: a test
                extends: a
                without: [y]
                points: [{point: x, address: 5, type: int16, unit: kW}]
                """, name -> Optional.of(parent));
        assertThat(child.limits().sums()).containsExactly(new Limits.Sum(List.of("x"), "z", 0.01, 0));
        assertThat(child.limits().points()).hasSize(2).containsEntry("x", PointRule.NONE);
        assertThat(child.limits().points().get("z").max()).isEqualTo(20_000);
    }

    @Test
    void whatCannotBeReadOrExtendedIsSaid() {
        assertThatThrownBy(() -> ProfileReader.read("mine.yaml", """
                        profile: mine
                        source: a test
                        extends: ours
                        without: [a]
                        max_words: 4
                        points:
                          - {point: b, address: 1, type: int16, scale_at: 5, unit: V}
                          - {point: c, address: 1, type: int16, bit: 16, unit: none}
                        """))
                .hasMessageContaining("mine.yaml:3: there is no profile 'ours' to extend, or it extends this one")
                .hasMessageContaining("mine.yaml:4: the profile that is extended has no point 'a'")
                .hasMessageContaining(
                        "mine.yaml:7: reading this point takes 5 registers in one answer, the device gives 4")
                .hasMessageContaining("mine.yaml:8: a value of 16 bits has no bit 16");
    }

    @Test
    void everythingWrongInAProfileIsSaidAtOnce() {
        assertThatThrownBy(() -> ProfileReader.read("mine.yaml", """
                        profile: mine
                        source: a test
                        function: 5
                        points:
                          - {point: a, address: 1, type: float31, unit: V}
                          - {point: b, address: 70000, type: int16, unit: volt}
                          - {point: b, adress: 1, address: 65535, type: int32, unit: V}
                        """))
                .hasMessageContaining("mine.yaml:3: 'function' must be a whole number from 1 to 4, found '5'")
                .hasMessageContaining("mine.yaml:5: 'type' must be one of int8h, int8l, uint8h, uint8l, int16, uint16")
                .hasMessageContaining("mine.yaml:6: 'address' must be a whole number from 0 to 65535")
                .hasMessageContaining("mine.yaml:6: 'unit' must be one of V, kV, mA")
                .hasMessageContaining("mine.yaml:7: unknown key 'adress' in a point; did you mean 'address'?")
                .hasMessageContaining("mine.yaml:7: a 2-register value at 65535 reaches beyond the last register")
                .hasMessageContaining("mine.yaml:7: point 'b' stands twice");
    }

    @Test
    void aBlankThatItsTypeCannotHoldIsSaid() {
        assertThatThrownBy(() -> ProfileReader.read("mine.yaml", """
                        profile: mine
                        source: a test
                        points:
                          - {point: a, address: 1, type: int16, unit: V, blank: -32769}
                          - {point: b, address: 1, type: uint16, unit: V, blank: 0x10000}
                          - {point: c, address: 1, type: float32, unit: V, blank: [0x7FC00000, -1]}
                          - {point: d, address: 1, type: int16, unit: V, blank: none}
                          - {point: e, address: 1, type: uint64, unit: V, blank: 18446744073709551616}
                        """))
                .hasMessageContaining(
                        "mine.yaml:4: 'blank' must be raw bits from -32768 or 0x0 to 0xFFFF, found '-32769'")
                .hasMessageContaining("mine.yaml:5: 'blank' must be raw bits from 0x0 to 0xFFFF, found '0x10000'")
                .hasMessageContaining("mine.yaml:6: '-1' in 'blank': expected raw bits from 0x0 to 0xFFFFFFFF")
                .hasMessageContaining("mine.yaml:7: 'blank' must be raw bits")
                .hasMessageContaining("mine.yaml:8: 'blank' must be raw bits from 0x0 to 0xFFFFFFFFFFFFFFFF");
    }

    @Test
    void whatExtendsAProfileWithASmallerAnswerMustNotInheritWhatDoesNotFit() {
        Profile parent = ProfileReader.read("a.yaml", """
                profile: a
                source: a test
                points:
                  - {point: x, address: 1, type: int64, unit: V}
                  - {point: y, address: 2, type: int16, unit: V}
                  - {point: z, address: 9, type: int64, unit: V}
                """);
        assertThatThrownBy(() -> ProfileReader.read("b.yaml", """
                        profile: b
                        source: a test
                        extends: a
                        max_words: 2
                        points: [{point: z, address: 9, type: int32, unit: V}]
                        """, name -> Optional.of(parent)))
                .hasMessageContaining("b.yaml:4: reading point 'x' of the extended profile takes 4 registers in one"
                        + " answer, the device gives 2; leave it out with 'without'")
                .hasMessageNotContaining("'z'");
    }

    @Test
    void whatOnlyRegistersHaveIsNoKeyOfABit() {
        assertThatThrownBy(() -> ProfileReader.read("mine.yaml", """
                        profile: mine
                        source: a test
                        function: 1
                        points:
                          - {point: a, address: 1, scale: 2}
                        texts:
                          - {text: b, address: 65535, length: 2}
                          - {text: a, address: 1, length: 200}
                        """))
                .hasMessageContaining("mine.yaml:5: unknown key 'scale' in a point")
                .hasMessageContaining("mine.yaml:7: a text of 2 registers at 65535 reaches beyond the last register")
                .hasMessageContaining("mine.yaml:8: 'length' must be a whole number from 1 to 125, found '200'")
                .hasMessageContaining("mine.yaml:8: 'a' stands twice; keep one");
    }

    @Test
    void textsAreReadInBothOrdersAndWithoutWhatIsNotPrintable() {
        Profile profile = ProfileReader.read("p.yaml", """
                profile: p
                source: a test
                points: [{point: x, address: 1, type: int16, unit: V}]
                texts:
                  - {text: serial, address: 10, length: 3}
                  - {text: swapped, address: 10, length: 3, word_order: badc}
                """);
        byte[] registers = {'A', 'B', '1', '2', 0, ' '};
        assertThat(profile.movedBy(5).texts().get(0).request())
                .isEqualTo(new Request.Read(ReadFunction.HOLDING_REGISTERS, 15, 3));
        assertThat(profile.texts().get(0).value(registers)).isEqualTo("AB12");
        assertThat(profile.texts().get(1).value(registers)).isEqualTo("BA21");
    }

    @Test
    void theSecondOfTwoRequestsBeginsWhereTheFirstEnds() {
        StringBuilder text = new StringBuilder("profile: long\nsource: a test\nmax_words: 16\npoints:\n");
        for (int i = 0; i <= 16; i++) {
            text.append("  - {point: p%d, address: %d, type: uint16, unit: V}%n".formatted(i, i));
        }
        ReadPlan plan = ReadPlan.of(ProfileReader.read("long.yaml", text.toString()));
        assertThat(plan.blocks())
                .extracting(block ->
                        block.request().address() + "+" + block.request().count())
                .containsExactly("0+16", "16+1");
    }

    @Test
    void aRequestNeverAsksForMoreThanTheProtocolAllows() {
        StringBuilder text = new StringBuilder("profile: long\nsource: a test\npoints:\n");
        for (int i = 0; i < 100; i++) {
            text.append("  - {point: p%d, address: %d, type: float32, unit: V}%n".formatted(i, 2 * i));
        }
        ReadPlan plan = ReadPlan.of(ProfileReader.read("long.yaml", text.toString()));
        assertThat(plan.blocks()).extracting(block -> block.request().count()).containsExactly(124, 76);
        assertThat(plan.blocks()).extracting(block -> block.request().address()).containsExactly(0, 124);
    }
}

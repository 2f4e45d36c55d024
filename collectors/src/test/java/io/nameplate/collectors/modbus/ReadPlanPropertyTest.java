/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.units.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plans of random profiles keep every promise, and ask no more often than they must. */
class ReadPlanPropertyTest {

    private static final int CASES = Integer.getInteger("nameplate.fuzz.cases", 2_000);
    private static final long SEED = Long.getLong("nameplate.fuzz.seed", 20260601L);

    @Test
    void everyPointIsReadOnceAndNoRequestBreaksALimit() {
        for (int i = 0; i < CASES; i++) {
            long seed = SEED + i;
            Profile profile = profile(new Random(seed));
            ReadPlan plan = ReadPlan.of(profile);
            List<Point> read = new ArrayList<>();
            for (ReadPlan.Block block : plan.blocks()) {
                read.addAll(block.points());
                checked(seed, profile, block);
            }
            assertThat(read).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(profile.points());
            assertThat(plan.blocks()).as("seed %d", seed).hasSize(fewest(profile));
        }
    }

    @Test
    void withoutHolesEveryPointIsStillReadAndNothingElse() {
        for (int i = 0; i < CASES; i++) {
            long seed = SEED + i;
            Profile profile = profile(new Random(seed));
            for (ReadPlan.Block block : ReadPlan.of(profile).blocks()) {
                List<Point> read = new ArrayList<>();
                for (ReadPlan.Block part : block.withoutHoles()) {
                    read.addAll(part.points());
                    assertThat(asked(part.points()).cardinality())
                            .as("seed %d", seed)
                            .isEqualTo(part.request().count());
                }
                assertThat(read).as("seed %d", seed).containsExactlyElementsOf(block.points());
            }
        }
    }

    private static void checked(long seed, Profile profile, ReadPlan.Block block) {
        Request.Read request = block.request();
        int limit = request.function().isBits()
                ? Math.min(2_000, 16 * profile.maxWords())
                : Math.min(125, profile.maxWords());
        assertThat(request.count()).as("seed %d", seed).isLessThanOrEqualTo(limit);
        assertThat(block.points())
                .as("seed %d", seed)
                .allMatch(point -> point.function() == request.function()
                        && point.from() >= request.address()
                        && point.end() <= request.address() + request.count());
        if (profile.pace().oneRequestPerPoint()) {
            assertThat(block.points()).as("seed %d", seed).hasSize(1);
            return;
        }
        BitSet asked = asked(block.points());
        int from = request.address();
        int end = from + request.count();
        assertThat(asked.nextSetBit(0)).as("seed %d", seed).isEqualTo(from);
        assertThat(asked.length()).as("seed %d", seed).isEqualTo(end);
        for (int hole = asked.nextClearBit(from); hole < end; hole = asked.nextClearBit(asked.nextSetBit(hole))) {
            assertThat(asked.nextSetBit(hole) - hole).as("seed %d", seed).isLessThanOrEqualTo(profile.maxGap());
        }
    }

    /** The addresses that points need. */
    private static BitSet asked(List<Point> points) {
        BitSet asked = new BitSet();
        points.forEach(point -> asked.set(point.from(), point.end()));
        return asked;
    }

    /** How many requests taking one point after the other, as far as it goes, needs: counted address by address. */
    private static int fewest(Profile profile) {
        if (profile.pace().oneRequestPerPoint()) {
            return profile.points().size();
        }
        int requests = 0;
        for (ReadFunction function : ReadFunction.values()) {
            int limit = function.isBits() ? Math.min(2_000, 16 * profile.maxWords()) : profile.maxWords();
            int begin = -1;
            int end = -1;
            for (int address = 0; address < 400; address++) {
                for (Point point : profile.points()) {
                    if (point.function() != function || point.from() != address) {
                        continue;
                    }
                    boolean fits = begin >= 0
                            && address - end <= profile.maxGap()
                            && Math.max(end, point.end()) - begin <= limit;
                    if (!fits) {
                        requests++;
                        begin = address;
                        end = point.end();
                    }
                    end = Math.max(end, point.end());
                }
            }
        }
        return requests;
    }

    private static Profile profile(Random random) {
        RegisterType[] types = RegisterType.values();
        int maxWords = 8 + random.nextInt(118);
        List<Point> points = new ArrayList<>();
        int count = 1 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
            ReadFunction function = ReadFunction.values()[random.nextInt(4)];
            int address = random.nextInt(300);
            RegisterType type = function.isBits() ? RegisterType.BIT : types[1 + random.nextInt(types.length - 1)];
            boolean scaled = !function.isBits() && random.nextInt(4) == 0;
            points.add(new Point(
                    "p" + i,
                    function,
                    address,
                    type,
                    WordOrder.ABCD,
                    OptionalInt.empty(),
                    1,
                    scaled ? OptionalInt.of(Math.max(0, address - 2 + random.nextInt(4))) : OptionalInt.empty(),
                    Unit.NONE,
                    Set.of()));
        }
        Pace pace = new Pace(Duration.ZERO, Duration.ZERO, random.nextInt(10) == 0);
        return new Profile("p", "a test", random.nextInt(12), maxWords, pace, points, List.of(), Limits.NONE);
    }
}

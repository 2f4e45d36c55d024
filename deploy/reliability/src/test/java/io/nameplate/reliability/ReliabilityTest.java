/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The whole path of a reading under faults, seed by seed. {@code -Dnameplate.seeds=100000} runs more of them,
 * {@code -Dnameplate.seed=4711} that one again and tells its story.
 */
class ReliabilityTest {

    @Test
    void noSeedBreaksAPromise() throws Exception {
        String one = System.getProperty("nameplate.seed", "");
        long first = one.isEmpty() ? 1 : Long.parseLong(one);
        long count = one.isEmpty() ? Long.getLong("nameplate.seeds", 200) : 1;
        Map<Long, List<String>> broken = new TreeMap<>();
        LedgerHost ledger = new LedgerHost();
        Path disk = Tree.temporary();
        try {
            for (long seed = first; seed < first + count && broken.size() < 10; seed++) {
                List<String> found = run(seed, ledger, disk, !one.isEmpty());
                if (!found.isEmpty()) {
                    broken.put(seed, found);
                }
            }
        } finally {
            ledger.close();
            Tree.delete(disk);
        }
        assertThat(broken)
                .as("again with: mvn test -pl deploy/reliability -am -Dnameplate.seed=SEED")
                .isEmpty();
    }

    private static List<String> run(long seed, LedgerHost ledger, Path disk, boolean tell) throws Exception {
        Simulation simulation = new Simulation(seed, ledger, disk.resolve(Long.toString(seed)), tell);
        try {
            List<String> broken = simulation.run();
            if (tell) {
                System.out.println(simulation.story());
            }
            return broken;
        } catch (RuntimeException | AssertionError fault) {
            System.out.println("seed " + seed + "\n" + simulation.story());
            throw new AssertionError("seed " + seed, fault);
        } finally {
            simulation.end();
            Tree.delete(disk.resolve(Long.toString(seed)));
        }
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Duration;

/**
 * The counter that a node's source of record keeps of the work of the node's tensor cores, in GPU-milliseconds. It comes
 * like a plant reading whose asset is the node's id, one as each settlement interval ends, and is set to zero when the
 * collector forgets it.
 */
public final class TensorCounter {

    /** The point's name. */
    public static final String POINT = "tensor_active";

    private TensorCounter() {}

    /**
     * How long a reading stays in force: until the one that ends the next interval. So each reading reaches the interval that
     * it ends and the one that it begins, and no other.
     */
    public static Duration hold(Registry registry) {
        return registry.interval();
    }

    /** The most that it can rise a second: twice what its GPUs can, since readings and slots do not fall together. */
    public static long mostPerSecond(Block block) {
        return 2000L * block.gpusPerNode();
    }
}

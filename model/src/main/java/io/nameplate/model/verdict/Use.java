/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.BlockId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a line's GPUs were used for in one interval, beside its {@link Content}: figures of how well capacity serves, which no
 * term needs and nobody owes. Figures that were not measured are left out.
 *
 * <p>The figures: {@code tensor_active_gpu_ms} with {@code tensor_metered_gpu_ms}, the GPU-milliseconds of which it is known,
 * and {@code tensor_active_exact}; {@code prompt_tokens}, {@code generation_tokens}, {@code requests} and {@code tokens_exact};
 * {@code it_j} with {@code it_metered_gpu_ms} and {@code it_exact}. Exact is 1, or 0 where the figure is what is known at
 * least or, of a node that changed hands, estimated.
 *
 * @param blocks what each block delivered, capped as the content's states are; so all blocks together are its UTILIZED and IDLE
 */
public record Use(Measured figures, SortedMap<BlockId, Delivered> blocks) {

    /** Nothing is known of it. */
    public static final Use NONE = new Use(Measured.NONE, Collections.emptySortedMap());

    /** GPU-milliseconds that a block delivered. */
    public record Delivered(long utilizedGpuMs, long idleGpuMs) {}

    public Use {
        blocks = Collections.unmodifiableSortedMap(new TreeMap<>(blocks));
    }

    /** The canonical form of {@code docs/settlement-method.md}: {@code blocks} and the figures beside them. */
    public String canonicalJson() {
        SortedMap<String, Object> object = figures.nested();
        SortedMap<String, Object> byBlock = new TreeMap<>();
        blocks.forEach((block, delivered) -> {
            SortedMap<String, Object> states = new TreeMap<>();
            states.put("IDLE", delivered.idleGpuMs);
            states.put("UTILIZED", delivered.utilizedGpuMs);
            byBlock.put(block.value(), states);
        });
        object.put("blocks", byBlock);
        return CanonicalJson.of(object);
    }
}

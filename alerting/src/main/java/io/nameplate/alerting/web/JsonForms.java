/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.SiteId;
import io.nameplate.model.language.TenantId;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/** Ids stand in JSON as the texts they are. */
@Singleton
final class JsonForms implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        SimpleModule ids = new SimpleModule("ids");
        List.of(LeaseId.class, LineId.class, BlockId.class, SiteId.class, TenantId.class)
                .forEach(id -> ids.addSerializer(id, ToStringSerializer.instance));
        mapper.registerModule(ids);
    }
}

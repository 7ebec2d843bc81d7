/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.SearchTable.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** IP addresses and blocks of them, in either form. */
class SearchAddressesE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  @Test
  void aBlockOfAddressesIsFoundInWhicheverFormItIsWritten() {
    SearchTable table = SearchTable.create(server.client()).index("i", field("ip", FieldType.IP));
    table.put(1, "ip", "10.1.2.3");
    table.put(2, "ip", "::ffff:10.200.0.1");
    table.put(3, "ip", "11.0.0.1");
    table.put(4, "ip", "2001:db8::1");
    table.await("i", 4);
    for (String block : new String[] {"10.0.0.0/8", "::ffff:10.0.0.0/104", "::ffff:a00:0/104"}) {
      assertThat(table.found("i", QueryBuilders.term("ip", block)))
          .as(block)
          .containsExactly(1L, 2L);
    }
    assertThat(table.found("i", QueryBuilders.term("ip", "::ffff:0:0/96")))
        .containsExactly(1L, 2L, 3L);
    assertThat(table.found("i", QueryBuilders.term("ip", "2001:db8::/32"))).containsExactly(4L);
  }
}

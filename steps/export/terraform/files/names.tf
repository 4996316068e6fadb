resource "aws_service_discovery_private_dns_namespace" "this" {
  count = length(local.private) > 0 ? 1 : 0

  name        = var.namespace
  description = "Names inside ${var.name}"
  vpc         = aws_vpc.this.id
}

resource "aws_service_discovery_service" "app" {
  for_each = local.private
  name     = each.value.private

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.this[0].id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }

  health_check_custom_config { failure_threshold = 1 }
}
